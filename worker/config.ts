import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { externalId, kmsKeyArn, roleArn } from './aws-names.js';
import { home } from './home.js';
import { ledgerSchema, withFullLedgerPaths } from './ledger-settings.js';
import { operatorsSchema } from './operator-settings.js';
import { nameSchema as name, policySchema } from './policy-settings.js';
import { protectedSchema } from './protected-settings.js';
import { temporalSchema, withFullPaths } from './temporal-settings.js';

const tool = z.strictObject({
  key: z.string().min(1).max(512),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
  version: z.string().regex(/^[\w.+-]{1,64}$/, 'must be letters, digits, dots, plus signs and dashes'),
});

const isSafe = (url: string): boolean => {
  const { protocol, hostname, username } = new URL(url);
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return username === '' && (protocol === 'https:' || isLocal);
};

/** Where evidence is kept: a bucket with Object Lock, its key and a role for it, in another account than the one under attack. */
const vault = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket'),
  region: z.string().optional(),
  roleArn,
  externalId,
  keyArn: z.string().regex(kmsKeyArn, 'must be the ARN of a KMS key').optional(),
  lockMode: z.enum(['governance', 'compliance']).default('governance'),
  retainDays: z.int().min(1).max(36_500),
  /** What may be run on a suspect host: objects of the vault, by hash. */
  tools: z.strictObject({ avml: tool.optional(), ec2rescue: tool.optional() }).prefault({}),
});

/** Where people outside are told that they are needed: a webhook, and the file that holds its secret. */
const notify = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isSafe, 'must be https, or http to this machine')
    .max(2_000),
  secretFile: z.string().min(1),
});

/** Where the worker acts, and in which role: each action gets a session of it that can do what the action asks for. */
const aws = z
  .strictObject({
    region: z.string().default('eu-west-1'),
    roleArn: roleArn.optional(),
    externalId: externalId.optional(),
  })
  .refine(({ roleArn: role, externalId: id }) => role || !id, 'externalId is shown to a role: say roleArn too')
  .prefault({});

const schema = z.strictObject({
  mode: z.enum(['sandbox', 'production']).default('production'),
  temporal: temporalSchema,
  aws,
  /** Targets of one run that are worked on at once: twenty finish sooner than hundreds on one Temporal server. */
  parallel: z.int().min(1).max(100).default(20),
  ledger: ledgerSchema,
  operators: operatorsSchema,
  as: name.optional(),
  vault: vault.optional(),
  notify: notify.optional(),
  protected: protectedSchema,
  policy: policySchema.prefault({}),
});

/** Everything that a worker and a command need to know. Paths are absolute. */
export type Config = z.infer<typeof schema> & {
  /** Where each top-level setting came from. */
  readonly origins: Readonly<Record<string, string>>;
  readonly file: string | null;
};

/** The configuration is missing or wrong; the message says which file, what, and what to do. */
export class ConfigError extends Error {}

/** The files that are looked for, the first that exists is read: `file`, the project's, the sandbox's, the user's. */
const candidates = (file: string | undefined): readonly string[] =>
  file
    ? [path.resolve(file)]
    : [
        path.resolve('firebreak.yaml'),
        path.join(home(), 'firebreak.yaml'),
        path.join(process.env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config'), 'firebreak', 'firebreak.yaml'),
      ];

const read = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError(`${file} cannot be read: ${(error as Error).message}.`);
  }
};

const fromEnvironment = (): Record<string, unknown> => {
  const { FIREBREAK_TEMPORAL_ADDRESS: address, FIREBREAK_AS: as, AWS_REGION: region } = process.env;
  return { ...(address && { temporal: { address } }), ...(as && { as }), ...(region && { aws: { region } }) };
};

/** Reads the configuration: environment over file over defaults. Unknown settings are refused, not ignored. */
export const loadConfig = (explicit = process.env['FIREBREAK_CONFIG']): Config => {
  const found = candidates(explicit)
    .map((file) => ({ file, text: read(file) }))
    .find(({ text }) => text !== null);
  if (!found && explicit) throw new ConfigError(`There is no configuration file ${explicit}.`);
  const file = found?.file ?? null;
  const settings = (found ? parseYaml(found.text ?? '', found.file) : {}) as Record<string, object>;
  const environment = fromEnvironment() as Record<string, object | string>;
  const merged: Record<string, unknown> = { ...settings };
  for (const [key, value] of Object.entries(environment))
    merged[key] = typeof value === 'object' ? { ...settings[key], ...value } : value;
  merged['ledger'] ??= {
    path: path.join(home(), 'ledger', 'ledger.db'),
    key: path.join(home(), 'ledger', 'signing.key'),
  };
  const parsed = schema.safeParse(merged);
  if (!parsed.success)
    throw new ConfigError(
      `${file ?? 'The environment'} is not a valid configuration: ${z.prettifyError(parsed.error)}`,
    );
  const base = file ? path.dirname(file) : process.cwd();
  const absolute = (value: string): string => path.resolve(base, value);
  const origins = Object.fromEntries(
    Object.keys(schema.shape).map((key) => [
      key,
      key in environment ? 'environment' : key in settings ? (file ?? 'default') : 'default',
    ]),
  );
  return {
    ...parsed.data,
    temporal: withFullPaths(parsed.data.temporal, absolute),
    ledger: withFullLedgerPaths(parsed.data.ledger, absolute),
    operators: parsed.data.operators.map(({ signsWith, ...rest }) => ({
      ...rest,
      ...(signsWith && { signsWith: absolute(signsWith) }),
    })),
    ...(parsed.data.notify && {
      notify: { ...parsed.data.notify, secretFile: absolute(parsed.data.notify.secretFile) },
    }),
    origins,
    file,
  };
};

const parseYaml = (text: string, file: string): unknown => {
  try {
    return parse(text) ?? {};
  } catch (error) {
    throw new ConfigError(`${file} is not valid YAML: ${(error as Error).message}`);
  }
};
