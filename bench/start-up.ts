import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installation } from '../worker/home.js';
import { print, printRatio, summary } from './report.js';

const rounds = 20;

/** How long `--help` and `--version` take against a bare `node -e 0`, alternating. */
export const benchStartUp = (): Promise<void> => {
  const program = path.join(installation(), 'dist', 'cli', 'bin.js');
  const kinds = { bare: ['-e', '0'], help: [program, '--help'], version: [program, '--version'] } as const;
  const times: Record<keyof typeof kinds, number[]> = { bare: [], help: [], version: [] };
  for (let round = 0; round < rounds; round += 1)
    for (const [kind, args] of Object.entries(kinds) as [keyof typeof kinds, readonly string[]][]) {
      const started = performance.now();
      spawnSync(process.execPath, args, { stdio: 'ignore' });
      times[kind].push(performance.now() - started);
    }
  for (const kind of ['bare', 'help', 'version'] as const)
    print(kind === 'bare' ? 'bare node' : `firebreak --${kind}`, times[kind], 'ms');
  for (const kind of ['help', 'version'] as const)
    printRatio(
      `--${kind} against bare node`,
      summary(times[kind]).median / summary(times.bare).median,
      '×',
      '≤ 1.15 ×',
    );
  return Promise.resolve();
};
