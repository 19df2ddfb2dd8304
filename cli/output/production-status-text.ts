import type { SealingStatus } from '../session/sealing.js';
import type { WorkerVersion } from '../session/worker-versions.js';
import { sealingText } from './sealing-text.js';

/** What runs in production. */
export type ProductionStatus = {
  readonly mode: 'production';
  readonly ready: boolean;
  readonly temporal: { readonly address: string; readonly namespace: string; readonly ok: boolean };
  readonly worker: { readonly ok: boolean; readonly versions: readonly WorkerVersion[] };
  readonly ledger:
    | { readonly store: 'sqlite'; readonly path: string }
    | { readonly store: 'postgresql'; readonly url: string; readonly ok: boolean };
  /** Null while there is no ledger. */
  readonly seals: SealingStatus | null;
  readonly operators: readonly {
    readonly name: string;
    readonly roles: readonly string[];
    readonly proofs: readonly string[];
  }[];
};

const say = (ok: boolean): string => (ok ? 'answers' : 'DOES NOT ANSWER');

/** Whether it has open runs that nobody goes on with, though new ones are. */
const isStranded = ({ current, worker, runs }: WorkerVersion): boolean => !current && !worker && runs.length > 0;

const nameOf = ({ buildId, worker }: WorkerVersion): string =>
  buildId === null ? (worker ? 'without a version' : 'no version is given new runs') : `build ${buildId}`;

const runsOf = ({ worker, runs }: WorkerVersion): string =>
  `${runs.length} open run(s)${worker ? '' : ` WAIT FOR IT: ${runs.join(', ')}`}`;

const versionText = (version: WorkerVersion): string =>
  [
    `worker    ${say(version.worker)}  ${nameOf(version)}`,
    ...(version.current && version.buildId !== null ? ['given new runs'] : []),
    ...(version.runs.length > 0 ? [runsOf(version)] : []),
  ].join(', ');

const hint =
  'fix: start a worker of that version again, or move its runs to another one: docs/deploying.md, "Upgrading".';

/** What runs in production, for people: a line for each version of the worker that has a worker, open runs or new runs. */
export const productionStatusText = ({ temporal, worker, ledger, seals }: ProductionStatus): string =>
  [
    `temporal  ${temporal.address}  ${say(temporal.ok)}`,
    ...(temporal.ok ? worker.versions.map(versionText) : [`worker    ${say(false)}`]),
    `ledger    ${ledger.store === 'sqlite' ? ledger.path : `${ledger.url}  ${say(ledger.ok)}`}`,
    ...sealingText(seals),
    ...(worker.versions.some(isStranded) ? [hint] : []),
  ].join('\n');
