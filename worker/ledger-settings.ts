import { z } from 'zod';
import { externalId, kmsKeyArn, roleArn } from './aws-names.js';
import { durationSchema } from './policy-settings.js';

/** The address of a PostgreSQL database. */
export const ledgerAddress = z
  .url({ protocol: /^postgres(ql)?$/ })
  .max(2_000)
  // What is shown of an address is without what stands before the @, and nothing else.
  .refine((url) => !new URL(url).searchParams.has('password'), 'must have its password before the @, or none');

/** A key of AWS KMS, the role that may use it, and the file in which its public half is pinned. */
const kmsKey = z.strictObject({
  kms: z.string().regex(kmsKeyArn, 'must be the ARN of a KMS key, not of an alias'),
  publicKey: z.string().regex(/[^/]\.pub$/, 'must be the name of a file that ends in .pub'),
  roleArn: roleArn.optional(),
  externalId: externalId.optional(),
});

/** Where the ledger is (a SQLite file or a PostgreSQL database, exactly one), its key, and how soon it is sealed. */
export const ledgerSchema = z
  .strictObject({
    path: z.string().optional(),
    url: ledgerAddress.optional(),
    /** For what only reads: commands, the console, sealing. */
    readUrl: ledgerAddress.optional(),
    key: z.union([z.string(), kmsKey]),
    /** Seconds that an entry waits for its seal at most. */
    sealEvery: durationSchema.prefault('5m'),
  })
  .transform(({ path, url, readUrl, key, ...more }, context) => {
    const rest = { ...more, ...keyOf(key) };
    if (path !== undefined && url === undefined && readUrl === undefined) return { ...rest, path };
    if (url !== undefined && path === undefined) return { ...rest, url, readUrl: readUrl ?? url };
    context.addIssue('needs either path, or url and perhaps readUrl');
    return z.NEVER;
  });

/** `key` is the path of the private half, or where it would be: beside it stands the public one, as `<key>.pub`. */
function keyOf(key: string | z.infer<typeof kmsKey>) {
  if (typeof key === 'string') return { key, kms: null };
  const { kms: keyArn, publicKey, roleArn, externalId } = key;
  return { key: publicKey.slice(0, -'.pub'.length), kms: { keyArn, roleArn, externalId } };
}

type LedgerSettings = z.infer<typeof ledgerSchema>;

/** The same with full paths. */
export const withFullLedgerPaths = (settings: LedgerSettings, absolute: (path: string) => string): LedgerSettings => ({
  ...settings,
  key: absolute(settings.key),
  ...('path' in settings && { path: absolute(settings.path) }),
});
