import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { installation } from '../../worker/home.js';
import type { Config } from '../../worker/config.js';
import { failed, ok, warning, type Line } from './line.js';

const packageSchema = z.object({ engines: z.object({ node: z.string().regex(/^>=\d+$/) }) });

/** The Node that this runs on. */
export const nodeLine = (version = process.versions.node): Line => {
  const { engines } = packageSchema.parse(JSON.parse(readFileSync(path.join(installation(), 'package.json'), 'utf8')));
  const least = Number(engines.node.slice(2));
  return Number(version.split('.')[0]) >= least
    ? ok('node', version)
    : failed('node', version, `Use Node ${least} or newer.`);
};

/** Which configuration is in force, and what the environment changes in it. */
export const configurationLine = ({ file, origins }: Config): Line => {
  const elsewhere = Object.keys(origins).filter((key) => origins[key] === 'environment');
  const changed = elsewhere.length > 0 ? `, with ${elsewhere.join(', ')} from the environment` : '';
  return file === null
    ? warning(
        'configuration',
        `defaults alone${changed}`,
        'Start the sandbox with firebreak up, or write firebreak.yaml.',
      )
    : ok('configuration', `${file}${changed}`);
};

/** Whether a file can be read by others than its owner; null where there is none, or no such modes. */
const isOpen = (file: string): boolean | null => {
  if (process.platform === 'win32') return null;
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? (found.mode & 0o077) !== 0 : null;
};

/** Private keys and secrets that are on this machine: nobody but their owner may read them. */
export const keyLines = ({ ledger, operators, notify }: Config): readonly Line[] => {
  const files = [
    ['ledger key', ledger.key],
    ...operators.flatMap(({ name, signsWith }) => (signsWith ? [[`key of ${name}`, signsWith] as const] : [])),
    ...(notify ? [['webhook secret', notify.secretFile] as const] : []),
  ] as const;
  return files.flatMap(([name, file]): readonly Line[] => {
    // The public half of a key that an agent or a security key holds is for all to read.
    if (file.endsWith('.pub')) return [];
    const open = isOpen(file);
    // A worker's key need not be where people work.
    if (open === null) return [];
    return [open ? failed(name, `${file} can be read by others`, `chmod 600 ${file}`) : ok(name, file)];
  });
};
