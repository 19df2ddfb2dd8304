import { z } from 'zod';
import { withoutSecrets } from '../aws/recordable.js';
import { mostParts } from './capture-cut.js';
import { jsonLines } from './json-lines.js';
import type { CommandEnd } from './run-command.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const part = z.object({
  part: z.int().min(1).max(mostParts),
  bytes: z
    .int()
    .min(1)
    .max(5 * 2 ** 30),
  sha256,
});
const dumped = z.object({
  done: z.literal(true),
  bytes: z.int().min(1),
  sha256,
  tool: z.string().max(100),
  files: z.array(z.string().max(500)).max(20).default([]),
});
const sent = z.object({ done: z.literal(true), parts: z.int() });
const problem = z.object({ error: z.string().max(40), detail: z.string().max(1_000).default('') });

/** A dump as the host says it is, part by part and whole. All of it is the suspect's word. */
export type Dump = {
  readonly parts: readonly z.infer<typeof part>[];
  readonly done: z.infer<typeof dumped>;
};

/** Why a host did not do what it was told, in its own words. */
export type Problem = { readonly error: string; readonly detail: string };

/** Reads what a script that dumps printed. Its parts must be as they were to be cut, in order, and add up to the whole. */
export const dumpReport = (end: CommandEnd, partSize: number): Dump | Problem => {
  const lines = jsonLines(end.output);
  const whole = dumped.safeParse(lines.at(-1)).data;
  if (!whole) return problemOf(end, lines);
  const parts = lines.slice(0, -1).flatMap((line) => part.safeParse(line).data ?? []);
  const isLast = (index: number): boolean => index === parts.length - 1;
  const complete =
    parts.length === lines.length - 1 &&
    parts.every(({ part: number, bytes }, index) => {
      const isCut = isLast(index) ? bytes <= partSize : bytes === partSize;
      return number === index + 1 && isCut;
    }) &&
    parts.reduce((sum, one) => sum + one.bytes, 0) === whole.bytes;
  return complete ? { parts, done: whole } : { error: 'report', detail: 'its parts do not add up to the whole' };
};

/** Reads what a script that sends printed: null where it says that it sent so many parts. */
export const sendReport = (end: CommandEnd, parts: number): Problem | null => {
  const lines = jsonLines(end.output);
  const all = sent.safeParse(lines.at(-1)).data;
  if (!all) return problemOf(end, lines);
  return all.parts === parts ? null : { error: 'report', detail: `it sent ${all.parts} of ${parts} parts` };
};

const problemOf = ({ details, code, errors }: CommandEnd, lines: readonly unknown[]): Problem => {
  const said = lines.map((line) => problem.safeParse(line).data).find((one) => one !== undefined);
  return said
    ? { error: said.error, detail: plain(`${said.detail} ${errors}`) }
    : { error: details || 'no-result', detail: plain(`exit code ${code} ${errors}`) };
};

// It may carry an address, and whatever an attacker likes.
const plain = (text: string): string =>
  withoutSecrets(text)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 400);
