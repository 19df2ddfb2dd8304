import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SandboxStatus } from '../sandbox/stack/status.js';
import { down, up } from '../sandbox/stack/up.js';
import { workerPermissions } from '../worker/permissions.js';

/** Runs `work` on a sandbox of its own, which is gone afterwards. */
export const withSandbox = async (work: (status: SandboxStatus) => Promise<void>): Promise<void> => {
  const home = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'));
  process.env['FIREBREAK_HOME'] = home;
  const end = async (): Promise<void> => {
    await down();
    rmSync(home, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().finally(() => process.exit(130)));
  try {
    await work(await up(() => undefined, workerPermissions()));
  } finally {
    await end();
  }
};
