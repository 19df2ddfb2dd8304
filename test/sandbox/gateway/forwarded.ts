import type { SandboxAws } from '../../support/aws.js';
import { send, signed } from './signing.js';

/** Calls SNS, which is forwarded to moto, without an SDK; answers the body. */
export const forward = async (
  aws: Pick<SandboxAws, 'url' | 'credentials'>,
  operation: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const body = Buffer.from(new URLSearchParams({ Action: operation, Version: '2010-03-31', ...parameters }).toString());
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return (await send(aws, signed(aws, { service: 'sns', headers, body }), { body })).text;
};
