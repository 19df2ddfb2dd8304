import { fileURLToPath } from 'node:url';
import type { SandboxAws } from '../../support/aws.js';
import { environmentFor, runPython } from './environment.js';

/** What one step of the tour with boto3 came to. */
export interface Line {
  readonly service: string;
  readonly operation: string;
  readonly ok: boolean;
  readonly why?: string;
}

const script = fileURLToPath(new URL('python/tour.py', import.meta.url));

/** Runs one part of the tour. */
export const tour = async (aws: SandboxAws, ...part: readonly string[]): Promise<readonly Line[]> => {
  const output = await runPython([script, ...part], environmentFor(aws));
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
};
