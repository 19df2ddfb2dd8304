import type {
  EntryReference,
  LoggedCall,
  ReconcileSource,
  Reconciliation,
} from '../../workflows/contract/reconciliation.js';
import { neutral } from './neutral.js';

/** Most lines of one kind; `--json` has all. */
const most = 50;

const some = <T>(items: readonly T[], line: (item: T) => string): readonly string[] => [
  ...items.slice(0, most).map((item) => `  ${line(item)}`),
  ...(items.length > most ? [`  and ${items.length - most} more: --json lists them`] : []),
];

const callText = (call: LoggedCall): string =>
  [
    `${call.eventTime}  ${call.eventSource.split('.')[0]}:${call.eventName} in ${call.region}`,
    `by ${call.arn ?? 'unknown'} (${call.accessKeyId ?? 'no key'}) from ${call.sourceIp ?? 'unknown'}`,
    ...(call.errorCode ? [`refused: ${call.errorCode}`] : []),
    `event ${call.eventId}`,
  ].join('  ');

const entryText = ({ at, service, operation, target, case: caseId, seq }: EntryReference): string =>
  `${at}  ${service}:${operation} ${target}  ${caseId} #${seq}`;

const trailText = (source: ReconcileSource): readonly string[] =>
  source.kind === 'LookupEvents'
    ? []
    : [
        `trail ${neutral(source.trail)} in s3://${source.bucket}, ${neutral(source.region)}: ${source.events} changing call(s) of ours; ${source.digests} digests with ${source.files} files vouch for ${source.since ?? 'nothing'} to ${source.until ?? 'nothing'}`,
        ...some(
          source.problems,
          ({ kind, object, what }) =>
            // Keys of S3 may have line breaks, and be anybody's who writes the bucket.
            `${kind.toUpperCase()}: ${neutral(object)}: ${neutral(what)}`,
        ),
      ];

const lookedUpText = (sources: readonly ReconcileSource[]): string => {
  const lookedUp = sources.filter(({ kind }) => kind === 'LookupEvents');
  const found = lookedUp.filter(({ events }) => events > 0).map(({ region, events }) => `${region} (${events})`);
  return `LookupEvents in ${lookedUp.length} Region(s): changing calls of ours in ${found.join(', ') || 'none'}`;
};

/** What a comparison with CloudTrail found, for people. */
export const reconciliationText = (result: Reconciliation): string => {
  const { window, pairs, unexplained, missing, notCovered, sources } = result;
  return [
    `${result.ok ? 'RECONCILED' : 'NOT RECONCILED'}: ${result.matched} changing call(s) of ${result.identity} since ${window.since} have both entry and event${result.byShape > 0 ? `, ${result.byShape} of them by what was called, on what and when` : ''}`,
    lookedUpText(sources),
    ...sources.flatMap(trailText),
    ...(pairs.length > 0
      ? [
          'without a request id in common: look whether it was the worker',
          ...some(pairs, ({ entry, event }) => `${entry.case} #${entry.seq}: ${callText(event)}`),
        ]
      : []),
    ...(unexplained.length > 0
      ? [`UNEXPLAINED: ${unexplained.length} call(s) of ours have no entry`, ...some(unexplained, callText)]
      : []),
    ...(missing.length > 0 ? [`MISSING: ${missing.length} entries have no event`, ...some(missing, entryText)] : []),
    ...notCovered.flatMap(({ why, entries }) => [`not covered: ${why}`, ...some(entries, entryText)]),
    ...(result.notYet > 0 ? [`not yet: ${result.notYet} entries are younger than ${window.settledUntil}`] : []),
  ].join('\n');
};
