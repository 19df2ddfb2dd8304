import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { errno } from '../../ledger/files.js';
import { until } from './aws.js';

/** Longer than making it takes on a machine that does four other things, in milliseconds. */
const patience = 180_000;

/**
 * A folder that all test files of a run share, by its name: the first that asks for it fills it with `make`, the others
 * wait until it is whole.
 */
export const oncePerRun = async (name: string, make: (draft: string) => Promise<void>): Promise<string> => {
  const run = process.env['FIREBREAK_TEST_RUN'];
  if (run === undefined) throw new Error('there is no folder of this test run: was it begun by Jest?');
  const [whole, draft] = [join(run, name), join(run, `${name}.draft`)];
  if (existsSync(whole)) return whole;
  if (isFirst(draft)) {
    await make(draft);
    renameSync(draft, whole);
  } else await until(`${whole} to be whole`, async () => (existsSync(whole) ? true : undefined), patience);
  return whole;
};

const isFirst = (folder: string): boolean => {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    throw error;
  }
};
