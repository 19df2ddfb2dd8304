import type { CaseView, Clock, TimelineRow } from '../../workflows/contract/case-views.js';
import { resourceOf } from '../../workflows/contract/names.js';
import { durationText } from './duration.js';
import { neutral } from './neutral.js';
import { table } from './table.js';
import { whoText } from './who.js';

const clockLine = (name: string, { seconds, reason, to }: Clock): readonly string[] => [
  name,
  seconds === null ? '-' : durationText(seconds),
  [...(seconds !== null && to ? [`${to.what} ${to.ref}`] : []), ...(reason ? [reason] : [])].join('; '),
];

const rowLine = ({ at, source, who, what, target, ref }: TimelineRow): readonly string[] => [
  at,
  source,
  whoText(who),
  `${what}${target && target !== '*' ? `  ${resourceOf(target)}` : ''}  ${ref}`,
];

const standingText = (standing: CaseView['standing']): string => {
  const reversible = standing.filter((one) => one.reversible).length;
  const forGood = standing.length - reversible;
  return [
    ...(reversible > 0 ? [`${reversible} can be put back`] : []),
    ...(forGood > 0 ? [`${forGood} done for good`] : []),
  ].join(', ');
};

/** One case in full, for people. */
export const caseText = (view: CaseView): string =>
  [
    `${view.id}  ${view.severity}  ${view.state}`,
    `  "${view.title}"  ${view.isDeclared ? 'opened' : 'begun with its first run'} by ${view.openedBy} at ${view.openedAt}`,
    ...(view.closedAt ? [`  closed by ${view.closedBy ?? ''} at ${view.closedAt}: "${view.closingReason ?? ''}"`] : []),
    '',
    ...table(
      ['CLOCK', 'TIME', 'UNTIL'],
      [
        clockLine('detect', view.clocks.detect),
        clockLine('notify', view.clocks.notify),
        clockLine('contain', view.clocks.contain),
        clockLine('recover', view.clocks.recover),
      ],
    ).split('\n'),
    ...(view.findings.length > 0 ? ['', 'findings'] : []),
    ...view.findings.map(
      ({ provider, type, severity, title, resources }) =>
        `  ${severity}  ${provider} ${type}: "${title}"  ${resources.join(', ')}`,
    ),
    ...(view.runs.length > 0 ? ['', 'runs'] : []),
    ...view.runs.map(
      ({ id, playbook, state, targets, startedAt }) =>
        `  ${id}  ${playbook}  ${state}  ${targets.length > 3 ? `${targets.length} targets` : targets.join(', ')}  ${startedAt}`,
    ),
    ...(view.standing.length > 0 ? ['', `still standing: ${standingText(view.standing)}`] : []),
    ...view.standing.map(
      ({ run, step, reversible }) =>
        `  ${step}  ${reversible ? `firebreak release ${run} --step ${step} --reason "…"` : 'done for good'}`,
    ),
    '',
    ...table(
      ['AT', 'SOURCE', 'WHO', 'WHAT'],
      view.timeline.map((row) => rowLine(row).map(neutral)),
    ).split('\n'),
  ]
    .map(neutral)
    .join('\n');
