import { createHash, type Hash as Digest } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { receiveAll, silence } from '../../activities/evidence/receive-all.js';
import { CliError, exit } from '../errors.js';

/** What is fetched: how many bytes it has, by what it is known, and from where. */
export type Download = { readonly url: URL; readonly bytes: number; readonly file: string };

/** What has arrived so far. */
type Part = { digest: Digest; at: number };

/**
 * Fetches what an address gives into `file`, hashing it on the way, and answers the SHA-256 of all of it in hexadecimal.
 * What is in the file already is the beginning: so it goes on after a broken connection, and after a killed process.
 * Rejects with a CliError when it cannot be had; what has arrived stays.
 */
export const download = async ({ url, bytes, file }: Download, told: (bytes: number) => void): Promise<string> => {
  const part = await begun(file, bytes);
  const isFinal = (error: unknown): boolean => error instanceof CliError;
  await receiveAll({ size: bytes, arrived: () => part.at, isFinal }, () => {
    told(part.at);
    return receive({ url, bytes, file }, part, told);
  }).catch((error: unknown) => {
    throw isFinal(error) ? error : broken(error, file);
  });
  told(part.at);
  return part.digest.digest('hex');
};

const begun = async (file: string, bytes: number): Promise<Part> => {
  const digest = createHash('sha256');
  await (await open(file, 'a', 0o600)).close();
  const { size } = await stat(file);
  // It cannot be the beginning of this.
  if (size > bytes) return { digest, at: 0 };
  if (size > 0) for await (const chunk of createReadStream(file)) digest.update(chunk as Uint8Array);
  return { digest, at: size };
};

const receive = async ({ url, bytes, file }: Download, part: Part, told: (bytes: number) => void): Promise<void> => {
  const stop = new AbortController();
  const silent = (): void => stop.abort(new Error('nothing arrived for 30 s'));
  let timer = setTimeout(silent, silence);
  try {
    const headers = part.at > 0 ? { range: `bytes=${part.at}-` } : undefined;
    const answer = await fetch(url, { ...(headers && { headers }), redirect: 'error', signal: stop.signal });
    if (answer.status >= 400 && answer.status < 500) throw refused(answer.status, file);
    if (!answer.ok || answer.body === null) throw new Error(`the vault answered ${answer.status}`);
    // All of it from the beginning is what is answered by who knows no ranges.
    const goesOn = answer.status === 206;
    if (!goesOn) Object.assign(part, { digest: createHash('sha256'), at: 0 });
    const target = await open(file, goesOn ? 'a' : 'w', 0o600);
    try {
      for await (const chunk of answer.body) {
        clearTimeout(timer);
        timer = setTimeout(silent, silence);
        await target.writeFile(chunk).catch((error: unknown) => {
          throw notWritten(error, file);
        });
        part.digest.update(chunk);
        part.at += chunk.length;
        told(part.at);
        // More than was collected is not what was collected, however much of it comes.
        if (part.at > bytes) break;
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    clearTimeout(timer);
  }
};

const refused = (status: number, file: string): CliError =>
  new CliError(
    exit.unavailable,
    'address-refused',
    `The vault does not give it out any more (${status}): the address is good for an hour.`,
    `Ask again: what has arrived is in ${file}, and is gone on from.`,
  );

const broken = (error: unknown, file: string): CliError =>
  new CliError(
    exit.unavailable,
    'connection-broken',
    `The connection to the vault breaks again and again: ${error instanceof Error ? error.message : String(error)}.`,
    `Ask again: what has arrived is in ${file}, and is gone on from.`,
  );

const notWritten = (error: unknown, file: string): CliError =>
  new CliError(
    exit.failed,
    'not-written',
    `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    'Make room, then ask again: what has arrived is gone on from.',
  );
