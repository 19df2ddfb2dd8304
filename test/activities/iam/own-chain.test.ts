import { describe, expect, it } from '@jest/globals';
import type { Aws } from '../../../activities/aws/aws.js';
import { refuseOwn } from '../../../activities/iam/own-chain.js';

const account = '111122223333';
const user = (path: string): string => `arn:aws:iam::${account}:user/${path}`;
const role = (path: string): string => `arn:aws:iam::${account}:role/${path}`;
const session = (path: string): string => `arn:aws:sts::${account}:assumed-role/${path}`;

const as = (Arn: string): Aws =>
  ({
    account,
    vault: { roleArn: role('vault/evidence') },
    once: (_: string, read: () => Promise<unknown>) => read(),
    sts: { getCallerIdentity: async () => ({ Arn }) },
  }) as unknown as Aws;

describe('what Firebreak acts as is refused', () => {
  it.each([
    [user('firebreak'), 'user', user('firebreak')],
    [user('tools/firebreak'), 'user', user('tools/firebreak')],
    [session('firebreak/worker-1'), 'role', role('tools/firebreak')],
    [session('firebreak/worker-1'), 'role', role('firebreak')],
    [user('firebreak'), 'role', role('vault/evidence')],
  ] as const)('as %s: the %s %s', async (caller, kind, arn) => {
    await expect(refuseOwn(as(caller), kind, arn)).rejects.toMatchObject({ type: 'Refused' });
  });

  it.each([
    [user('firebreak'), 'role', role('firebreak')],
    [session('firebreak/x'), 'user', user('firebreak')],
    [session('other/firebreak'), 'role', role('firebreak')],
    [session('firebreak-2/x'), 'role', role('firebreak')],
    [`arn:aws:sts::999988887777:assumed-role/firebreak/x`, 'role', role('firebreak')],
    [`arn:aws:iam::${account}:root`, 'user', user('root')],
  ] as const)('as %s, but not the %s %s', async (caller, kind, arn) => {
    await refuseOwn(as(caller), kind, arn);
  });
});
