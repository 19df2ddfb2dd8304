import { sandboxStatus } from '../../sandbox/stack/up.js';
import { buildId } from '../../worker/build-id.js';
import type { Config } from '../../worker/config.js';
import { CliError } from '../errors.js';
import { waitingForLedger } from '../session/ledger-waits.js';
import { lazyTemporal } from '../session/temporal.js';
import { workerVersions, type WorkerVersion } from '../session/worker-versions.js';
import { away, failed, ok, warning, type Line } from './line.js';
import { askExamination } from './worker.js';

/** Temporal, its workers, and what one of these says of itself; `say` hears what is waited for. */
export const temporalLines = async (config: Config, say: (what: string) => void): Promise<readonly Line[]> => {
  const temporal = lazyTemporal(config);
  const { address, namespace } = config.temporal;
  try {
    const client = await temporal.client();
    const { serverVersion } = await client.workflowService.getSystemInfo({});
    const about = ok('temporal', `${address}, server ${serverVersion}`);
    const versions = await workerVersions(client, config.temporal).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (versions === null)
      return [
        about,
        failed('namespace', `${namespace} does not exist`, 'Make it, or set temporal.namespace: docs/deploying.md'),
      ];
    const workers = workerLines(config, versions);
    const waiting = await waitingForLedger(client, config.temporal);
    const here = versions.some(({ current, worker }) => current && worker);
    return [
      about,
      ok('namespace', namespace),
      ...workers,
      ...waitsLine(waiting),
      ...(here ? await askExamination(client, config, say) : []),
    ];
  } catch (error) {
    const detail = error instanceof CliError ? error.message : `${address}: ${String(error)}`;
    return [
      away('temporal', detail, 'Start the sandbox with firebreak up, or check temporal.address and temporal.tls.'),
    ];
  } finally {
    await temporal.close();
  }
};

// gRPC status 5: not found.
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 5;

const waitsLine = (waiting: readonly string[]): readonly Line[] =>
  waiting.length === 0
    ? []
    : [
        failed(
          'runs',
          `${waiting.length} wait because the ledger takes nothing: ${waiting.join(', ')}`,
          'They go on by themselves once it does; until then nothing is changed in AWS.',
        ),
      ];

const workerLines = ({ mode }: Config, versions: readonly WorkerVersion[]): readonly Line[] => {
  const current = versions.find((one) => one.current);
  const stranded = versions.filter((one) => !one.current && !one.worker && one.runs.length > 0);
  const own = buildId();
  // In the sandbox workers are not versioned; its supervisor knows what it started.
  const running = mode === 'sandbox' ? sandboxStatus()?.worker.buildId : current?.buildId;
  const name = running ?? 'without a version';
  return [
    current?.worker !== true
      ? away(
          'worker',
          `none asks for work${current?.buildId ? ` as ${name}, which is given new runs` : ''}`,
          'Start one: firebreak up, or firebreak worker.',
        )
      : running !== own
        ? warning(
            'worker',
            `${name}; this command is ${own}`,
            mode === 'sandbox'
              ? 'Start it again with firebreak down and firebreak up.'
              : 'Use the same release on both sides: docs/deploying.md, "Upgrading".',
          )
        : ok('worker', name),
    ...stranded.map((one) =>
      warning(
        'worker',
        `${one.runs.length} open run(s) wait for build ${one.buildId ?? 'unknown'}`,
        'Start it again, or move its runs: docs/deploying.md, "Upgrading".',
      ),
    ),
  ];
};
