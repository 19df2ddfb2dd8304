import { z } from 'zod';
import { withoutSecrets } from '../aws/recordable.js';
import { jsonLines } from './json-lines.js';
import type { CommandEnd } from './run-command.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const part = z.object({
  part: z.int().min(1).max(10_000),
  bytes: z
    .int()
    .min(1)
    .max(5 * 2 ** 30),
  sha256,
  etag: z.string().max(100),
});
const done = z.object({
  done: z.literal(true),
  bytes: z.int().min(1),
  sha256,
  tool: z.string().max(100),
  files: z.array(z.string().max(500)).max(20).default([]),
});
const problem = z.object({ error: z.string().max(40), detail: z.string().max(1_000).default('') });

export type HostPart = z.infer<typeof part>;

/** What a host says of its capture: what it sent, or why it did not. All of it is the suspect's word. */
export type HostReport =
  | { readonly parts: readonly HostPart[]; readonly done: z.infer<typeof done> }
  | { readonly error: string; readonly detail: string };

/** Reads what a capture script printed. Parts must be complete and in order, and add up to the whole. */
export const hostReport = ({ output, details, code, errors }: CommandEnd): HostReport => {
  const lines = jsonLines(output);
  const said = lines.map((line) => problem.safeParse(line).data).find((one) => one !== undefined);
  if (said) return { error: said.error, detail: plain(`${said.detail} ${errors}`) };
  const whole = done.safeParse(lines.at(-1)).data;
  if (!whole) return { error: details || 'no-result', detail: plain(`exit code ${code} ${errors}`) };
  const parts = lines.slice(0, -1).flatMap((line) => part.safeParse(line).data ?? []);
  const complete =
    parts.length === lines.length - 1 &&
    parts.every((one, index) => one.part === index + 1) &&
    parts.reduce((sum, one) => sum + one.bytes, 0) === whole.bytes;
  return complete ? { parts, done: whole } : { error: 'report', detail: 'its parts do not add up to the whole' };
};

// It may carry an address, and whatever an attacker likes.
const plain = (text: string): string =>
  withoutSecrets(text)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 400);
