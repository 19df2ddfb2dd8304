import type { SandboxStatus } from '../../sandbox/stack/status.js';
import { table } from './table.js';

/** The sandbox, for people. */
export const statusText = (status: SandboxStatus): string =>
  [
    `sandbox ${status.ready ? 'ready' : 'starting'}`,
    `  temporal  ${status.temporal.address}  server ${status.temporal.version}${status.temporal.ui ? `  ui ${status.temporal.ui}` : ''}`,
    `  aws       ${status.aws.endpoint}  account ${status.aws.account}  ${status.aws.region}`,
    `  worker    ${status.worker.pid === null ? 'starting' : `pid ${status.worker.pid}  build ${status.worker.buildId}`}`,
    `  ledger    ${status.ledger.path}`,
    `  operators ${status.operators.map((one) => `${one.name} (${one.roles.join(', ')})`).join(' · ')}`,
    '',
    table(
      ['TARGET', 'NAME', 'PLATFORM'],
      status.targets.map((one) => [one.id, one.name, one.platform]),
    ),
  ].join('\n');
