import type { CaseFinding, TimelineRow } from '../../../workflows/contract/case-views.js';

/** What a detector says happened, by its own clock: the first event of a finding, and when it was reported. */
export const byDetector = (finding: CaseFinding): readonly TimelineRow[] => {
  const { provider, id, type, title, severity, firstSeen, createdAt, resources } = finding;
  const row = (at: string | null, what: string): readonly TimelineRow[] =>
    at === null
      ? []
      : [
          {
            at,
            source: 'finding',
            what,
            who: provider,
            ref: id,
            run: null,
            target: resources[0] ?? null,
            isRoutine: false,
          },
        ];
  return [...row(firstSeen, `first event of ${type}`), ...row(createdAt, `reported ${type} (${severity}): "${title}"`)];
};
