import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

/** How the embedded Temporal server is started: one file that outlives it, and settings measured to suit two cores. */
export const temporalCommand = (
  program: string,
  port: number,
  uiPort: number,
  database: string,
): [string, ...string[]] => [
  program,
  'server',
  'start-dev',
  '--ip',
  '127.0.0.1',
  '--port',
  String(port),
  '--ui-port',
  String(uiPort),
  '--db-filename',
  database,
  // 12 → 29 small workflows a second.
  '--sqlite-pragma',
  'journal_mode=wal',
  '--sqlite-pragma',
  'synchronous=normal',
  // The default of 20 polls a second costs 50 ms a hop: approval → applied 500 → 140 ms.
  '--dynamic-config-value',
  'history.transferProcessorMaxPollRPS=1000',
  '--log-level',
  'error',
];

/** Waits until the server at `address` answers for the namespace; answers its version. */
export const temporalVersion = async (address: string, namespace: string, patience = 60_000): Promise<string> => {
  for (const started = Date.now(); ;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace });
        const { serverVersion } = await connection.workflowService.getSystemInfo({});
        return serverVersion ?? 'unknown';
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() - started > patience) throw error;
      await pause(50);
    }
  }
};
