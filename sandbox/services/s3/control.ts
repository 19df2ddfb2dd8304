import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import { operation, type Call, type Need, type Operations, type Service } from '../operation.js';
import { accessDenied } from './failures.js';
import { accountSettings, noSettings, settingsFrom, shownSettings } from './public-access.js';

type Input = { readonly AccountId?: string; readonly PublicAccessBlockConfiguration?: PublicAccessBlockConfiguration };

const needing =
  (action: string) =>
  (call: Call, { AccountId }: Input): readonly Need[] => {
    if (AccountId !== call.account) throw accessDenied();
    return [{ action: `s3:${action}`, resources: ['*'] }];
  };

const accountOperations: Operations = {
  PutPublicAccessBlock: operation<Input, object>((call, input) => {
    accountSettings(call.world).put(call.account, settingsFrom(input.PublicAccessBlockConfiguration));
    return {};
  }, needing('PutAccountPublicAccessBlock')),

  GetPublicAccessBlock: operation<Input, object>((call) => {
    const settings = accountSettings(call.world).get(call.account);
    if (settings === undefined) throw noSettings();
    return { PublicAccessBlockConfiguration: shownSettings(settings) };
  }, needing('GetAccountPublicAccessBlock')),

  DeletePublicAccessBlock: operation<Input, object>((call) => {
    accountSettings(call.world).delete(call.account);
    return {};
  }, needing('PutAccountPublicAccessBlock')),
};

/** Amazon S3 Control: the public access block of an account, which is over those of its buckets. */
export const s3control: Service = { name: 's3', model: 's3control', prefix: 's3', families: [accountOperations] };
