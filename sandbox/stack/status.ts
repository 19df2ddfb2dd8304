import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { isAlive } from './process.js';

const schema = z.object({
  mode: z.literal('sandbox'),
  ready: z.boolean(),
  supervisor: z.object({ pid: z.number() }),
  temporal: z.object({
    address: z.string(),
    namespace: z.string(),
    ui: z.string().nullable(),
    pid: z.number().nullable(),
    version: z.string(),
  }),
  aws: z.object({
    endpoint: z.string(),
    region: z.string(),
    account: z.string(),
    pids: z.array(z.number()),
    credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  }),
  worker: z.object({ pid: z.number().nullable(), buildId: z.string() }),
  ledger: z.object({ store: z.literal('sqlite'), path: z.string(), ok: z.boolean() }),
  operators: z.array(z.object({ name: z.string(), roles: z.array(z.string()), proofs: z.array(z.string()) })),
  targets: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string(), platform: z.string() })),
});

/** What a script or a foreign client needs to talk to the running sandbox. */
export type SandboxStatus = z.infer<typeof schema>;

/** The status that the running supervisor wrote; null when none runs. */
export const readStatus = (file: string): SandboxStatus | null => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const status = schema.safeParse(JSON.parse(text || 'null'));
  return status.success && isAlive(status.data.supervisor.pid) ? status.data : null;
};

/** Replaces the status, whole; it holds the sandbox's secrets, so only its owner can read it. */
export const writeStatus = (file: string, status: SandboxStatus): void => {
  writeFileSync(`${file}.new`, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

/** Says that nothing runs any more. */
export const removeStatus = (file: string): void => rmSync(file, { force: true });
