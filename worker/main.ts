import { setTimeout as pause } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { loadConfig } from './config.js';
import { createWorker } from './create-worker.js';
import { temporalConnection, type ConnectionSettings } from './temporal-connection.js';

/** Connects to Temporal, waiting for it for as long as it takes: a worker that starts first is no error. */
const connect = async (settings: ConnectionSettings): Promise<NativeConnection> => {
  for (let wait = 100; ; wait = Math.min(2_000, wait * 2)) {
    try {
      return await NativeConnection.connect(settings);
    } catch (error) {
      const { address } = settings;
      process.stderr.write(`Temporal at ${address} does not answer (${(error as Error).message}); trying again.\n`);
      await pause(wait);
    }
  }
};

// The sandbox's supervisor holds our input open: its end, however sudden, is the supervisor's, and ours.
// Only listened to: an open input must not keep a worker alive that was told to stop.
const endWithParent = (): void => {
  process.stdin
    .resume()
    .on('end', () => process.exit(1))
    .on('error', () => process.exit(1))
    .unref();
};

/** Runs a worker until it is told to stop; then what is in flight ends first. */
export const runWorker = async (): Promise<void> => {
  if (process.env['FIREBREAK_SUPERVISED']) endWithParent();
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: ['SIGINT', 'SIGTERM'] });
  const config = loadConfig();
  const connection = await connect(temporalConnection(config.temporal));
  const { worker, buildId, newRunsGoTo, sealing, stopping, close } = await createWorker(config, connection);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopping);
  const warn = (problem: string): unknown => process.stderr.write(`${problem}\n`);
  const running = worker.run();
  const sealed = sealing(warn);
  try {
    const current = await Promise.race([
      running,
      newRunsGoTo((problem) => warn(`${buildId} is not given new runs yet (${problem}); trying again.`)),
    ]);
    if (current) process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid, buildId })}\n`);
    if (current && current !== buildId)
      warn(`New runs go to ${current}, which came after ${buildId}: this worker goes on with its own runs only.`);
    await running;
  } finally {
    stopping();
    await sealed;
    await close();
    await connection.close();
  }
};
