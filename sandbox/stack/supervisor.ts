import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../gateway/accounts.js';
import { adminClient } from '../gateway/admin-client.js';
import { adminToken, rootOf, type Credentials } from '../gateway/credentials.js';
import { worldFiles } from '../gateway/world-files.js';
import { workerCredentials, type Estate } from '../estate/estate.js';
import { SupervisedChild } from './child.js';
import { gatewayCommand, workerCommand } from './commands.js';
import { keepEstate } from './estate-keeper.js';
import { layout, type Layout } from './layout.js';
import { sandboxOperators, writeSandboxConfig } from './operators.js';
import { readParts } from './parts.js';
import { removeStatus, writeStatus, type SandboxStatus } from './status.js';
import { endOrphan } from './orphans.js';
import { temporalPorts } from './temporal-ports.js';
import { temporalCommand, temporalVersion } from './temporal.js';

const gatewaySays = z.object({ url: z.string() });
const workerSays = z.object({ buildId: z.string() });
type Draft = { -readonly [K in keyof SandboxStatus]: SandboxStatus[K] };

/**
 * Runs the sandbox: Temporal, AWS and the worker, each started again whenever it ends. What they know is on disk, so
 * any of them, or all, can be killed at any time. Runs until it is told to stop.
 */
const supervise = async (place: Layout): Promise<void> => {
  const parts = readParts(place.parts);
  const files = worldFiles(place.world);
  const credentials = rootOf(files.credentials, SANDBOX_ACCOUNT);
  const draft: Draft = {
    mode: 'sandbox',
    ready: false,
    supervisor: { pid: process.pid },
    temporal: { address: '', namespace: 'default', ui: null, pid: null, version: '' },
    aws: { endpoint: '', region: SANDBOX_REGION, account: SANDBOX_ACCOUNT, pids: [], credentials },
    worker: { pid: null, buildId: '' },
    ledger: { store: 'sqlite', path: place.ledger, ok: false },
    operators: sandboxOperators(place).map(({ name, roles }) => ({ name, roles, proofs: ['ssh'] })),
    targets: [],
  };
  let stopping = false;
  const publish = (change: Partial<Draft>): void => {
    if (stopping) return;
    Object.assign(draft, change);
    draft.ready =
      draft.worker.pid !== null &&
      draft.aws.pids.length > 0 &&
      draft.targets.length > 0 &&
      draft.temporal.version !== '';
    writeStatus(place.status, draft);
  };
  const say = (text: string): void => void process.stdout.write(`${JSON.stringify({ step: text })}\n`);
  const children: SupervisedChild[] = [];
  let worker: SupervisedChild | undefined;
  let workerKey: Credentials | undefined;
  let seeded: Estate | undefined;
  const stop = async (code = 0): Promise<void> => {
    if (stopping) return;
    stopping = true;
    removeStatus(place.status);
    // The worker first, while what it talks to still answers; then the rest together.
    const [last, ...rest] = [...children].reverse();
    await last?.stop();
    await Promise.all(rest.map((child) => child.stop()));
    rmSync(place.supervisor, { force: true });
    process.exit(code);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());

  const startTemporal = async (): Promise<void> => {
    const namespace = 'default';
    if (parts.temporalAddress) {
      const version = await temporalVersion(parts.temporalAddress, namespace);
      return publish({ temporal: { address: parts.temporalAddress, namespace, ui: null, pid: null, version } });
    }
    if (!parts.temporal) throw new Error('There is no Temporal server to start. Run: npm start');
    await endOrphan(place.temporal);
    const { port, uiPort } = await temporalPorts(place.temporalPorts);
    const address = `127.0.0.1:${port}`;
    const child = new SupervisedChild({
      name: 'Temporal',
      command: temporalCommand(parts.temporal, port, uiPort, place.temporal),
      log: path.join(place.logs, 'temporal.log'),
      ready: () => temporalVersion(address, namespace),
      onReady: (pid, version) =>
        publish({ temporal: { address, namespace, ui: `http://127.0.0.1:${uiPort}`, pid, version: String(version) } }),
      onGone: () => publish({ temporal: { ...draft.temporal, pid: null, version: '' } }),
    });
    children.push(child);
    await child.start();
  };

  const startAws = async (): Promise<void> => {
    const child = new SupervisedChild({
      name: 'The AWS gateway',
      ownGroup: true,
      ...gatewayCommand(place, parts.python),
      ready: async (line) => gatewaySays.parse(JSON.parse(await line)),
      onReady: (pid, said) => {
        publish({ aws: { ...draft.aws, endpoint: gatewaySays.parse(said).url, pids: [pid] } });
      },
      onGone: () => publish({ aws: { ...draft.aws, pids: [] } }),
    });
    children.push(child);
    await child.start();
    const admin = adminClient(draft.aws.endpoint, adminToken(files.adminToken));
    const permissions = (process.env['FIREBREAK_WORKER_PERMISSIONS'] ?? '').split(',').filter(Boolean);
    await keepEstate({ endpoint: draft.aws.endpoint, admin, directory: place.world, permissions }, useEstate);
  };

  /** The worker whose identity is of an estate that is gone is replaced by one of the new estate. */
  const useEstate = async (estate: Estate | undefined): Promise<void> => {
    if (estate === undefined) return publish({ targets: [] });
    const key = workerCredentials(estate);
    const isOther = key.accessKeyId !== workerKey?.accessKeyId;
    workerKey = key;
    seeded = estate;
    if (worker !== undefined && isOther) {
      children.splice(children.indexOf(worker), 1);
      await worker.stop();
      await startWorker();
    }
    publish({ targets: estate.targets.map((target) => ({ ...target })) });
  };

  const startWorker = async (): Promise<void> => {
    if (stopping) return;
    writeSandboxConfig(place, draft.temporal.address, SANDBOX_REGION, seeded);
    const child = new SupervisedChild({
      name: 'The worker',
      ...workerCommand(place, draft.aws.endpoint, workerKey),
      ready: async (line) => workerSays.parse(JSON.parse(await line)),
      onReady: (pid, said) =>
        publish({ worker: { pid, buildId: workerSays.parse(said).buildId }, ledger: { ...draft.ledger, ok: true } }),
      onGone: () => publish({ worker: { ...draft.worker, pid: null } }),
    });
    worker = child;
    children.push(child);
    await child.start();
  };

  publish({});
  try {
    say('Temporal and AWS');
    await Promise.all([startTemporal(), startAws()]);
    say('the worker');
    await startWorker();
  } catch (error) {
    // Told to stop meanwhile: what was starting ends, and that is no failure.
    if (stopping) return;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await stop(1);
  }
};

const place = layout();
writeFileSync(place.supervisor, String(process.pid));
supervise(place).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  removeStatus(place.status);
  process.exit(1);
});
