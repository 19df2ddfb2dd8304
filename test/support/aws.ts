import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { EC2Client } from '@aws-sdk/client-ec2';
import { adminClient, type AdminClient } from '../../sandbox/gateway/admin-client.js';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../sandbox/gateway/accounts.js';
import { rootOf, type Credentials } from '../../sandbox/gateway/credentials.js';
import { compileCache } from '../../cli/compile-cache.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';

const ROOT = resolve(import.meta.dirname, '..', '..');

/** Constructor arguments for any AWS SDK client of the sandbox. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
}

/** A real gateway on a world of its own. */
export interface SandboxAws {
  readonly url: string;
  readonly world: string;
  readonly pid: number;
  readonly credentials: Credentials;
  readonly admin: AdminClient;
  /** With one attempt, so that tests see every error. */
  readonly config: ClientConfig;
  readonly ec2: EC2Client;
  /** What the gateway wrote to their log so far. */
  readonly log: () => string;
  /** kill -9 of the gateway; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** Ends it as `firebreak down` would; the world's folder stays. */
  readonly halt: () => Promise<void>;
  /** Ends it and deletes its world. */
  readonly stop: () => Promise<void>;
}

/** Starts a gateway on `world`, by default a new empty one. */
export async function startAws(world = mkdtempSync(join(tmpdir(), 'firebreak-aws-'))): Promise<SandboxAws> {
  const gateway = spawn(
    process.execPath,
    [join(ROOT, 'dist/sandbox/gateway/main.js'), '--directory', world, '--python', python()],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compileCache() } },
  );
  let log = '';
  gateway.stderr.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const gone = once(gateway, 'close');
  const { url } = await readyLine(gateway, gone, () => log);
  const files = worldFiles(world);
  const credentials = rootOf(files.credentials, SANDBOX_ACCOUNT);
  const config = { region: SANDBOX_REGION, endpoint: url, credentials, maxAttempts: 1 };
  const ec2 = new EC2Client(config);
  const end = async (how: () => void): Promise<void> => {
    ec2.destroy();
    how();
    await gone;
  };
  const halt = (): Promise<void> => end(() => gateway.stdin.end());
  return {
    url,
    world,
    pid: gateway.pid ?? 0,
    credentials,
    admin: adminClient(url, readFileSync(files.adminToken, 'utf8')),
    config,
    ec2,
    log: () => log,
    kill: () => end(() => gateway.kill('SIGKILL')),
    halt,
    stop: async () => {
      await halt();
      rmSync(world, { recursive: true, force: true });
    },
  };
}

/** The bootstrap writes down where it put the Python that has moto. */
function python(): string {
  const path = join(ROOT, '.firebreak', 'parts.json');
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { readonly python: string }).python;
  } catch (error) {
    throw new Error(`${path} is missing or unreadable: run "npm test" once, which installs the parts`, {
      cause: error,
    });
  }
}

async function readyLine(
  gateway: ChildProcess,
  gone: Promise<unknown>,
  log: () => string,
): Promise<{ readonly url: string }> {
  if (gateway.stdout === null) throw new Error('the gateway was started without a pipe');
  const lines = createInterface({ input: gateway.stdout });
  const first = await Promise.race([once(lines, 'line'), gone.then(() => undefined)]);
  if (first === undefined) throw new Error(`the gateway ended before it was ready: ${log()}`);
  return JSON.parse(String(first[0])) as { url: string };
}

/** Waits until `ask` gives something other than undefined. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, timeoutMs = 50_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
