import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { maxFindings } from '../../ledger/case-word.js';
import type { Finding } from '../../workflows/contract/case.js';
import { usageError } from '../errors.js';
import { fromAsff } from './asff.js';
import { fromGuardDuty } from './guardduty.js';
import { fromOcsf } from './ocsf.js';

/** The largest file of findings, in bytes: Security Hub takes 240 KB for one. */
const maxBytes = 2_500_000;

const formats = [fromOcsf, fromAsff, fromGuardDuty] as const;
const formatNames = 'A finding is JSON of GuardDuty, of Security Hub (ASFF or OCSF), or an EventBridge event with one.';

// What AWS hands out wraps them: `Findings` of get-findings, `detail.findings` or `detail` of an EventBridge event.
const wrapped = z.union([
  z.object({ Findings: z.array(z.unknown()) }).transform(({ Findings }) => Findings),
  z.object({ findings: z.array(z.unknown()) }).transform(({ findings }) => findings),
]);
const event = z.object({ 'detail-type': z.string(), detail: z.unknown() });

const parts = (value: unknown): readonly unknown[] => {
  const detail = event.safeParse(value);
  if (detail.success) return parts(detail.data.detail);
  return wrapped.safeParse(value).data ?? (Array.isArray(value) ? value : [value]);
};

/** Reads findings out of JSON text, whichever of the formats each has; a CliError of wrong use when one has none. */
export const parseFindings = (text: string, file: string): readonly Finding[] => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}.`, formatNames);
  }
  const found = parts(value).map((part) => {
    for (const read of formats) {
      const finding = read(part);
      if (finding !== null) return finding;
    }
    throw usageError(`${file} holds something that is no finding.`, formatNames);
  });
  if (found.length === 0 || found.length > maxFindings)
    throw usageError(`${file} holds ${found.length} findings.`, `Give from 1 to ${maxFindings} at once.`);
  return found;
};

/** The findings in a file, or on standard input (`-`). */
export const readFindings = async (file: string): Promise<readonly Finding[]> => {
  let bytes: Buffer;
  try {
    bytes = file === '-' ? await buffer(process.stdin) : readFileSync(file);
  } catch (error) {
    throw usageError(`${file} cannot be read: ${(error as Error).message}.`, 'Give a file, or - for standard input.');
  }
  if (bytes.length > maxBytes) throw usageError(`${file} is larger than ${maxBytes} bytes.`, formatNames);
  return parseFindings(bytes.toString('utf8'), file);
};
