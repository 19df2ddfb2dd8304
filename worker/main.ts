import { setTimeout as pause } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { loadConfig } from './config.js';
import { createWorker } from './create-worker.js';
import { temporalConnection, type ConnectionSettings } from './temporal-connection.js';

/** EX_TEMPFAIL of sysexits.h: what watches over a worker starts it again. */
const startAgain = 75;

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
  const firebreak = await createWorker(config, connection);
  const { worker, buildId, newRunsGoTo, sealing, examined, started, retired, stopping, close } = firebreak;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopping);
  const warn = (problem: string): unknown => process.stderr.write(`${problem}\n`);
  await started();
  const running = worker.run();
  const renewed = retired().then((key) => {
    if (key === null) return;
    warn(`The key of this worker was retired, ${key} signs since then: it ends, to be started again with that one.`);
    process.exitCode = startAgain;
    stopping();
    worker.shutdown();
  });
  const besides = Promise.all([sealing(warn), examined(warn), renewed]);
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
    await besides;
    await close();
    await connection.close();
  }
};
