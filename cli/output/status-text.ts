import type { SandboxStatus } from '../../sandbox/stack/status.js';
import type { Happened } from '../incident/scenario.js';
import type { SealingStatus } from '../session/sealing.js';
import { sealingText } from './sealing-text.js';
import { table } from './table.js';

/** The sandbox, for people; `scenarios` is what has happened in its world, the newest first. `seals` null: left out. */
export const statusText = (
  status: SandboxStatus,
  scenarios: readonly Happened[],
  seals: SealingStatus | null,
): string =>
  [
    `sandbox ${status.ready ? 'ready' : 'starting'}`,
    `  temporal  ${status.temporal.address}  server ${status.temporal.version}${status.temporal.ui ? `  ui ${status.temporal.ui}` : ''}`,
    `  aws       ${status.aws.endpoint}  account ${status.aws.account}  ${status.aws.region}`,
    `  worker    ${status.worker.pid === null ? 'starting' : `pid ${status.worker.pid}  build ${status.worker.buildId}`}`,
    `  ledger    ${status.ledger.path}`,
    ...sealingText(seals).map((line) => `  ${line}`),
    `  operators ${status.operators.map((one) => `${one.name} (${one.roles.join(', ')})`).join(' · ')}`,
    `  scenario  ${scenarios.map(({ name, summary }) => `${name}: ${summary}`).join(' · ') || 'none (firebreak sandbox scenario list)'}`,
    '',
    table(
      ['TARGET', 'NAME', 'PLATFORM'],
      status.targets.map((one) => [one.id, one.name, one.platform]),
    ),
  ].join('\n');
