import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { credentialId } from '../services/ids.js';
import { accounts } from './accounts.js';
import { readIfThere, writeWhole } from './world-files.js';

const schema = z.record(z.string(), z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }));

/** AWS credentials as the SDK takes them. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary ones. */
  readonly sessionToken?: string;
};

/** The root keys of all accounts by account id, made at the first start and kept with mode 0600. */
export function rootCredentials(path: string): ReadonlyMap<string, Credentials> {
  const saved = readIfThere(path);
  if (saved !== undefined) return new Map(Object.entries(schema.parse(JSON.parse(saved))));
  const made = new Map(
    Object.values(accounts).map((account) => [
      account as string,
      { accessKeyId: credentialId('AKIA'), secretAccessKey: randomBytes(30).toString('base64') },
    ]),
  );
  writeWhole(path, JSON.stringify(Object.fromEntries(made)));
  return made;
}

/** The root key of one account, of a sandbox that was started before. */
export function rootOf(path: string, account: string): Credentials {
  const found = rootCredentials(path).get(account);
  if (found === undefined) throw new Error(`${path} has no key of account ${account}`);
  return found;
}

/** The secret that opens the admin API, made at the first start and kept with mode 0600. */
export function adminToken(path: string): string {
  const saved = readIfThere(path)?.trim();
  if (saved !== undefined && saved !== '') return saved;
  const made = randomBytes(24).toString('hex');
  writeWhole(path, made);
  return made;
}
