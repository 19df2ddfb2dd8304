import { NativeConnection } from '@temporalio/worker';
import { configuration, openSession } from '../cli/session/open-session.js';
import { adminClient } from '../sandbox/gateway/admin-client.js';
import { adminToken } from '../sandbox/gateway/credentials.js';
import { worldFiles } from '../sandbox/gateway/world-files.js';
import { layout } from '../sandbox/stack/layout.js';
import type { SandboxStatus } from '../sandbox/stack/status.js';
import { createWorker } from '../worker/create-worker.js';
import { launchCrowd } from './crowd.js';
import { containAndRelease } from './incident.js';
import { printFigure, printRatio } from './report.js';
import { timedLedger, type Waited } from './timed-ledger.js';
import { actAsWorker } from './worker-identity.js';

const size = 50;

/**
 * A run on 50 instances, under AWS's published request limits, by a worker whose every use of the ledger is timed: how
 * much of the time of its steps they wait for the ledger. Waiting includes what else keeps the process from going on.
 */
export const benchLedgerShare = async (status: SandboxStatus): Promise<void> => {
  const settings = configuration(layout().config);
  const config = { ...settings, temporal: { ...settings.temporal, taskQueue: 'bench-ledger' } };
  actAsWorker(status);
  const waited: Waited = new Map();
  const connection = await NativeConnection.connect({ address: config.temporal.address });
  const firebreak = await createWorker(config, connection, { watch: (ledger) => timedLedger(ledger, waited) });
  const running = firebreak.worker.run();
  const admin = adminClient(status.aws.endpoint, adminToken(worldFiles(layout().world).adminToken));
  const session = await openSession(config);
  try {
    // Launching is not measured.
    await admin.set({ limits: 'off' });
    const ids = await launchCrowd(status, admin, size);
    await admin.set({ limits: 'real' });
    const { run } = await containAndRelease(session, ids);
    const { stages } = await session.reading.run(run);
    const steps = stages.flatMap(({ tracks }) => tracks.flatMap((track) => track.steps));
    const ofSteps = steps.reduce((sum, { startedAt, endedAt }) => sum + since(startedAt, endedAt), 0);
    const ofLedger = [...waited.values()].reduce((sum, one) => sum + one, 0);
    for (const [method, spent] of [...waited].sort(([, one], [, other]) => other - one))
      printFigure(`waited for ${method}`, spent / 1_000, 's');
    printFigure(`time of ${steps.length} steps, one after another`, ofSteps / 1_000, 's');
    printRatio('waiting for the ledger, of the time of the steps', (100 * ofLedger) / ofSteps, '%', '≤ 10 %');
  } finally {
    await session.close();
    firebreak.stopping();
    firebreak.worker.shutdown();
    await running;
    await firebreak.close();
    await connection.close();
  }
};

const since = (startedAt: string | null, endedAt: string | null): number =>
  startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : 0;
