import { z } from 'zod';
import { decrypt, type freshKey } from '../../ledger/evidence/encrypted.js';
import { CliError, exit } from '../errors.js';

const part = z.string().max(20_000);
const answered = z.object({ address: z.object({ key: part, iv: part, data: part }) });

/**
 * The address in what a worker answered to a request for an object. Whoever can write to Temporal can answer in its
 * place: what is fetched from there counts for nothing before it hashes to what was collected.
 */
export const addressIn = (answer: unknown, key: ReturnType<typeof freshKey>, request: string): URL => {
  const { data } = answered.safeParse(answer);
  try {
    if (data) return safe(new URL(decrypt(key, request, data.address)));
  } catch {
    // Said below, with nothing of what was decrypted in it.
  }
  throw new CliError(
    exit.proof,
    'no-address',
    'What was answered is no address that was encrypted for this request.',
    'Nothing was fetched. Look into who can write to Temporal, then ask again.',
  );
};

const safe = (url: URL): URL => {
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isHere)) return url;
  throw new Error('it is not encrypted on the way');
};
