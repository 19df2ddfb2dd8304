import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { JsonObject } from '../../workflows/contract/json.js';
import type { Invocation } from '../command.js';
import { usageError } from '../errors.js';

const longest = 16 * 1_024;
const shape = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** The inputs of a playbook, from `--input` (a JSON object) and `--set KEY=VALUE`, the latter winning. */
export const playbookInput = async (invocation: Invocation): Promise<JsonObject> => {
  const file = invocation.text('input');
  const base = file === undefined ? {} : parse(file === '-' ? await text(process.stdin) : read(file), file);
  const set = invocation.texts('set').map((pair) => {
    const [, key, value] = /^([A-Za-z][A-Za-z0-9]*)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      throw usageError(
        `--set ${JSON.stringify(pair)} is not KEY=VALUE.`,
        'For example: --set instanceId=i-0abc1234def567890',
      );
    return [key, value] as const;
  });
  return { ...base, ...Object.fromEntries(set) };
};

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError(`${file} cannot be read: ${(error as Error).message}.`, 'Give a file, or - for standard input.');
  }
};

const parse = (content: string, file: string): JsonObject => {
  try {
    if (content.length > longest) throw new Error(`it is larger than ${longest} bytes`);
    return shape.parse(JSON.parse(content));
  } catch (error) {
    throw usageError(
      `${file} is not a JSON object of plain values: ${error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message}.`,
      'For example: {"instanceId": "i-0abc1234def567890"}',
    );
  }
};
