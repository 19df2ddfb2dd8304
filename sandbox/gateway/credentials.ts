import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readIfThere, writeWhole } from './world-files.js';

const schema = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** A long-term AWS key pair as the SDK takes it. */
export type Credentials = Readonly<z.infer<typeof schema>>;

// RFC 4648's alphabet, which AWS uses for the 16 characters after "AKIA".
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The key of the world's administrator (root of the account), made at the first start and kept with mode 0600. */
export function adminCredentials(path: string): Credentials {
  const saved = readIfThere(path);
  if (saved !== undefined) return schema.parse(JSON.parse(saved));
  const id = [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const made = { accessKeyId: `AKIA${id}`, secretAccessKey: randomBytes(30).toString('base64') };
  writeWhole(path, JSON.stringify(made));
  return made;
}

/** The secret that opens the admin API, made at the first start and kept with mode 0600. */
export function adminToken(path: string): string {
  const saved = readIfThere(path)?.trim();
  if (saved !== undefined && saved !== '') return saved;
  const made = randomBytes(24).toString('hex');
  writeWhole(path, made);
  return made;
}
