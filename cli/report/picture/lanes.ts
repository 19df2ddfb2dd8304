import type { Report, RunReport } from '../../../ledger/view/report/model.js';

/** What a mark stands for. */
export type MarkKind =
  'finding' | 'opened' | 'closed' | 'approved' | 'denied' | 'change' | 'evidence' | 'undone' | 'failed';

/** Something that happened at one time (ms since 1970). */
export type Mark = { readonly kind: MarkKind; readonly at: number };

/** Something that lasted: a run at work, people being waited for, a release. */
export type Span = { readonly kind: 'run' | 'waiting' | 'release'; readonly from: number; readonly to: number };

/** One line of the picture. */
export type Lane = {
  readonly name: string;
  readonly id: string;
  readonly spans: readonly Span[];
  readonly marks: readonly Mark[];
};

const at = (time: string | null): number => (time === null ? NaN : Date.parse(time));

const known = <T extends { readonly at: number } | { readonly from: number; readonly to: number }>(
  things: readonly T[],
): readonly T[] =>
  things.filter((one) => ('at' in one ? !Number.isNaN(one.at) : !Number.isNaN(one.from) && one.to >= one.from));

const ofCase = ({ case: view }: Report): Lane => ({
  name: 'case',
  id: view.id,
  spans: [],
  marks: known([
    ...view.findings.flatMap(({ firstSeen, createdAt }): readonly Mark[] => [
      { kind: 'finding', at: at(firstSeen) },
      { kind: 'finding', at: at(createdAt) },
    ]),
    { kind: 'opened', at: at(view.openedAt) },
    { kind: 'closed', at: at(view.closedAt) },
  ]),
});

const decided = { approve: 'approved', deny: 'denied' } as const;

const spansOf = ({ startedAt, endedAt, releasedAt, gates, actions }: RunReport, end: number): readonly Span[] => {
  const ended = at(endedAt) || end;
  const undoing = actions.flatMap((one) => (one.isRelease ? [at(one.at)] : [])).filter((one) => !Number.isNaN(one));
  // The end of a run that was released is that of its release.
  const begun = actions.flatMap((one) => (one.isRelease ? [] : [at(one.at)])).filter((one) => !Number.isNaN(one));
  const done = releasedAt === null ? ended : Math.max(at(startedAt), ...begun);
  const first = Math.min(...undoing, ...gates.map(({ openedAt }) => at(openedAt)).filter((opened) => opened > done));
  return known([
    { kind: 'run', from: at(startedAt), to: done },
    ...gates.map(({ openedAt, state, decisions }): Span => ({
      kind: 'waiting',
      from: at(openedAt),
      to: state === 'waiting' ? end : at(decisions.at(-1)?.at ?? openedAt),
    })),
    { kind: 'release', from: first, to: releasedAt === null ? Math.max(...undoing) : at(releasedAt) },
  ] satisfies readonly Span[]).filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to));
};

const ofRun = (report: Report, run: RunReport, end: number): Lane => ({
  name: run.playbook,
  id: run.id,
  spans: spansOf(run, end),
  marks: known([
    ...run.gates.flatMap(({ decisions }) =>
      decisions.flatMap((one): readonly Mark[] =>
        one.decision === 'approve' || one.decision === 'deny' ? [{ kind: decided[one.decision], at: at(one.at) }] : [],
      ),
    ),
    ...run.actions
      .filter(({ effect, calls, state }) => effect === 'change' && (calls.length > 0 || state === 'failed'))
      .map((one): Mark => ({
        kind: one.state === 'failed' || one.state === 'undo-failed' ? 'failed' : one.isRelease ? 'undone' : 'change',
        at: at(one.at),
      })),
    ...report.evidence
      .filter((item) => item.run === run.id)
      .map((item): Mark => ({ kind: 'evidence', at: at(item.collectedAt) })),
  ]),
});

/** How many runs have room. */
const mostRuns = 12;

/** The lines of the picture: the case, and the runs in the order they were asked for, as many as have room. */
export const lanesOf = (report: Report): { readonly lanes: readonly Lane[]; readonly left: number } => {
  const end = at(report.at);
  const { runs } = report;
  return {
    lanes: [ofCase(report), ...runs.slice(0, mostRuns).map((run) => ofRun(report, run, end))],
    left: Math.max(0, runs.length - mostRuns),
  };
};
