import { z } from 'zod';
import { stsHosts } from './hosts.js';

const matching = (pattern: RegExp, what: string): z.ZodString => z.string().regex(pattern, what);
const visible = (max: number): z.ZodString =>
  matching(/^[\x21-\x7e]+$/, 'only visible ASCII characters are expected').max(max);

// Every value stands in a header of the request that AWS is shown: nothing that could end one fits here.
const scope = {
  region: z.string().refine((region) => stsHosts.has(region), 'there is no such Region'),
  date: matching(/^\d{8}T\d{6}Z$/, 'the time of an AWS proof is YYYYMMDDTHHMMSSZ'),
  accessKeyId: matching(/^[A-Z0-9]{16,128}$/, 'an access key id has 16 to 128 capital letters and digits'),
};

/** An AWS proof as it is handed in: shape and sizes. AWS gives the size of a session token no limit; 8 KiB is ours. */
export const awsProofSchema = z.strictObject({
  ...scope,
  sessionToken: matching(/^[A-Za-z0-9+/=_-]{1,8192}$/, 'a session token is base64').exactOptional(),
  signature: matching(/^[0-9a-f]{64}$/, 'a signature of version 4 has 64 hexadecimal digits'),
});

/** What the ledger keeps of one. */
export const awsRecordSchema = z.strictObject({
  ...scope,
  checked: z
    .strictObject({
      account: matching(/^\d{12}$/, 'an account has 12 digits'),
      arn: visible(2048),
      userId: visible(256),
      requestId: visible(128),
      at: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'a time is RFC 3339 UTC with milliseconds'),
    })
    .nullable(),
});
