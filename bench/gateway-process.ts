import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { SANDBOX_ACCOUNT } from '../sandbox/gateway/accounts.js';
import { adminClient, type AdminClient } from '../sandbox/gateway/admin-client.js';
import { rootOf, type Credentials } from '../sandbox/gateway/credentials.js';
import { worldFiles } from '../sandbox/gateway/world-files.js';
import { readParts } from '../sandbox/stack/parts.js';
import { installation } from '../worker/home.js';

/** A gateway alone, on an empty world of its own. */
export type BareGateway = {
  readonly url: string;
  readonly credentials: Credentials;
  readonly admin: AdminClient;
  /** Milliseconds of one core that it has used so far, in user and in system mode; Linux only, else NaN. */
  readonly cpuMs: () => number;
};

/** Runs `work` on a gateway, which is gone afterwards with its world. */
export const withGateway = async <T>(work: (gateway: BareGateway) => Promise<T>): Promise<T> => {
  const directory = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'));
  const { python } = readParts(path.join(installation(), '.firebreak', 'parts.json'));
  const program = path.join(installation(), 'dist', 'sandbox', 'gateway', 'main.js');
  // Its end of input is its end: it dies with us.
  const child = spawn(process.execPath, [program, '--directory', directory, '--python', python], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  try {
    const [line] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      gone.then(() => Promise.reject(new Error('the gateway ended before it served'))),
    ]);
    const { url } = JSON.parse(String(line)) as { readonly url: string };
    const files = worldFiles(directory);
    return await work({
      url,
      credentials: rootOf(files.credentials, SANDBOX_ACCOUNT),
      admin: adminClient(url, readFileSync(files.adminToken, 'utf8')),
      cpuMs: () => cpuMs(child.pid ?? 0),
    });
  } finally {
    child.stdin.end();
    await gone;
    rmSync(directory, { recursive: true, force: true });
  }
};

/** The kernel counts in hundredths of a second (USER_HZ is 100 wherever Node.js runs). */
const TICK_MS = 10;

const cpuMs = (pid: number): number => {
  try {
    // proc(5): what follows the name in parentheses begins with the third field; utime and stime are 14 and 15.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
};
