import { configuration, openSession } from '../cli/session/open-session.js';
import { adminClient } from '../sandbox/gateway/admin-client.js';
import { adminToken } from '../sandbox/gateway/credentials.js';
import { worldFiles } from '../sandbox/gateway/world-files.js';
import { layout } from '../sandbox/stack/layout.js';
import type { SandboxStatus } from '../sandbox/stack/status.js';
import { watchWorkflowId } from '../workflows/contract/names.js';
import { launchCrowd } from './crowd.js';
import { historiesByType } from './histories.js';
import { containAndRelease, type Part } from './incident.js';
import { residentMb } from './memory.js';
import { print, printFigure, printRatio } from './report.js';
import { slowestBucket } from './slowest-bucket.js';

const size = 200;
/** Events of one history at which Temporal begins to warn (`limit.historyCount.warn`). */
const mostEvents = 10_240;

/**
 * One run on 200 instances, to its end and back: planned, signed, contained, released, under AWS's published request
 * limits, by the sandbox's own worker. How long it takes, how much of that those limits take, and what it leaves behind.
 */
export const benchTargets = async (status: SandboxStatus): Promise<void> => {
  const session = await openSession(configuration(layout().config));
  const admin = adminClient(status.aws.endpoint, adminToken(worldFiles(layout().world).adminToken));
  try {
    // Launching is not measured.
    await admin.set({ limits: 'off' });
    const ids = await launchCrowd(status, admin, size);
    await admin.set({ limits: 'real' });
    const { run, ...incident } = await containAndRelease(session, ids);
    tell('planning', incident.planned);
    tell('from asking to the end of the run', incident.carriedOut);
    print('approval → isolation read back', incident.isolated, 's');
    tell('planning the release', incident.releasePlanned);
    tell('from asking for the release to its end', incident.released);
    printFigure('entries in the ledger', incident.carriedOut.entries.length + incident.released.entries.length, '');
    const started = performance.now();
    await session.reading.run(run);
    printFigure('reading all of the run from the ledger', performance.now() - started, 'ms');
    printFigure('memory of the worker', residentMb(status.worker.pid ?? 0), 'MB');
    const client = await session.temporal.client();
    // It looks once more, and sees that there is nothing to be watched.
    await client.workflow.getHandle(watchWorkflowId(run)).result();
    for (const [type, { count, events, bytes }] of await historiesByType(client)) {
      printFigure(`${type}: longest of ${count} histories`, events, `events (bar: ≤ ${mostEvents})`);
      printFigure(`${type}: largest of them`, bytes / 1_024, 'kB');
    }
  } finally {
    await session.close();
  }
};

const tell = (what: string, { entries, seconds }: Part): void => {
  const calls = entries.flatMap(({ kind, body }) => (kind === 'call' ? [body] : []));
  const refused = calls.filter(({ outcome }) => outcome === 'error').length;
  const { name, seconds: least } = slowestBucket(calls);
  printFigure(what, seconds, 's');
  printFigure('  calls of AWS', calls.length, `(${refused} refused)`);
  if (least === 0) return;
  printFigure("  least that AWS's limits allow", least, `s (${name})`);
  printRatio('  against that', seconds / least, '×', 'none');
};
