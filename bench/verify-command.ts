import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** What verification of an exported file took, from the start of the command to its end. */
export type Verified = { readonly entries: number; readonly seconds: number; readonly megabytes: number };

const command = path.resolve(import.meta.dirname, '../../cli/firebreak.mjs');

/** Verifies an exported file as people do, and rejects unless so many entries hold. */
export const verifyByCommand = async (file: string, keys: string, count: number, usage: string): Promise<Verified> => {
  const words = ['audit', 'verify', '--file', file, '--keys', keys, '--json', '--quiet'];
  const NODE_OPTIONS = `--import=${path.join(import.meta.dirname, 'own-memory.js')}`;
  // The command is found by its first line, which says how Node is started for it.
  const PATH = `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`;
  const started = performance.now();
  const { stdout } = await promisify(execFile)(command, words, {
    env: { ...process.env, PATH, NODE_OPTIONS, BENCH_USAGE: usage },
  });
  const seconds = (performance.now() - started) / 1_000;
  const { ok, entries } = JSON.parse(stdout) as { readonly ok: boolean; readonly entries: number };
  if (!ok || entries !== count) throw new Error(`not verified: ${stdout}`);
  const { megabytes } = JSON.parse(readFileSync(usage, 'utf8')) as { readonly megabytes: number };
  return { entries, seconds, megabytes };
};
