import type { ActionReport, GateReport, Report, RunReport } from '../../ledger/view/report/model.js';
import { resourceOf } from '../../workflows/contract/names.js';
import { counted } from '../../workflows/contract/short.js';
import { heading, moment, tableOf, text, type Block, type Line } from './blocks.js';
import { stateText } from './names.js';

const proofs = { ssh: 'SSH key', 'ssh-sk': 'security key, with PIN or finger', aws: 'AWS proof' } as const;

const gateRows = (gate: GateReport): readonly (readonly Line[])[] => {
  const asked: Line = gate.plan ? ['plan ', { code: gate.plan }] : ['the failed step ', { code: gate.step ?? '' }];
  const opened: Line = [moment(gate.openedAt)];
  if (gate.decisions.length === 0) return [[asked, opened, [{ strong: gate.state }], [], []]];
  return gate.decisions.map(({ operator, person, decision, proof, at, reason, ref }) => [
    asked,
    opened,
    [{ strong: decision }, ` by ${operator} (${person}), ${moment(at)} `, { code: ref }],
    [proofs[proof]],
    [`“${reason}”`],
  ]);
};

// Few are shown one by one, with AWS's ids of their requests; many by what was done to them.
const most = 12;

// Each operation once, with the ids of all its requests.
const callsOf = (calls: ActionReport['calls']): Line =>
  [...Map.groupBy(calls, ({ operation }) => operation)].flatMap(([operation, same], index): Line => {
    const ids = same.flatMap(({ requestId }) => requestId ?? []);
    return [`${index > 0 ? '; ' : ''}${operation}`, ...ids.flatMap((id): Line => [' ', { code: id }])];
  });

const actionRows = (actions: readonly ActionReport[]): readonly (readonly Line[])[] => {
  if (new Set(actions.map(({ target }) => target)).size <= most)
    return actions.map((one) => [
      [{ strong: one.action }, one.isRelease ? ', put back' : '', one.blocking ? '' : ', best effort'],
      [resourceOf(one.target)],
      [stateText(one), ...(one.error ? [`: ${one.error}`] : [])],
      [one.at ? moment(one.at) : '—'],
      callsOf(one.calls),
    ]);
  const groups = Map.groupBy(actions, (one) => JSON.stringify([one.action, one.isRelease, stateText(one), one.error]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const last = group
      .flatMap(({ at }) => at ?? [])
      .toSorted()
      .at(-1);
    const calls = group.reduce((sum, one) => sum + one.calls.length, 0);
    return [
      [
        [{ strong: first.action }, first.isRelease ? ', put back' : '', first.blocking ? '' : ', best effort'],
        [
          `${counted(group.length, 'target')}: ${group
            .slice(0, 3)
            .map(({ target }) => resourceOf(target))
            .join(', ')}${group.length > 3 ? ' …' : ''}`,
        ],
        [stateText(first), ...(first.error ? [`: ${first.error}`] : [])],
        [last ? moment(last) : '—'],
        [counted(calls, 'call')],
      ],
    ];
  });
};

const runOf = (run: RunReport): readonly Block[] => [
  heading(`${run.playbook} ${run.id}`, 3),
  text([
    { strong: run.state },
    `${run.reason ? ` (${run.reason})` : ''}. Asked for by ${run.requestedBy}, proven by ${proofs[run.proof]} `,
    { code: run.ref },
    `, at ${moment(run.startedAt)}; version ${run.playbookVersion}, ${run.severity}.`,
    run.endedAt ? ` Ended at ${moment(run.endedAt)}.` : '',
    run.releasedAt ? ` Released at ${moment(run.releasedAt)}.` : '',
    ` Title: “${run.title}”. Reason: “${run.why}”.`,
  ]),
  ...(run.unratified ? [text([{ strong: 'UNRATIFIED: ' }, run.unratified.reason], 'bad')] : []),
  tableOf(
    ['Asked', 'Opened', 'Decided', 'Proof', 'Reason'],
    run.gates.flatMap(gateRows),
    'Nobody has been asked to decide anything.',
  ),
  tableOf(['Action', 'On', 'State', 'Read back', 'AWS requests'], actionRows(run.actions), 'Nothing has been planned.'),
];

const refusals = ({ refusals: all }: Report): readonly Block[] => [
  heading('Refusals'),
  tableOf(
    ['At', 'Who', 'Why', 'Run'],
    all.map(({ at, operator, proven, code, reason, run, ref }) => [
      [moment(at)],
      [proven ? operator : `somebody who claims to be ${operator}`],
      [{ strong: code }, `: ${reason} `, { code: ref }],
      [run ?? ''],
    ]),
    'None.',
  ),
];

/** What was done, on whose word and by what proof; and what was refused. */
export const runBlocks = (report: Report): readonly Block[] => [
  heading('Actions and approvals'),
  ...(report.runs.length > 0 ? report.runs.flatMap(runOf) : [text('No run has been asked for.')]),
  ...refusals(report),
];
