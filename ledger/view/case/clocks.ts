import type { CaseFinding, Clock, Clocks, Instant } from '../../../workflows/contract/case-views.js';
import type { StandingChange } from '../../../workflows/contract/case.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { counted } from '../../../workflows/contract/short.js';
import type { RunView } from '../../../workflows/contract/views.js';
import { phaseOf } from './phase.js';
import { containment } from './containment.js';
import { stepsThatTouched } from './standing.js';
import { stoodAtClosing } from './word-text.js';

/** The entry with which a case begins: its opening, or else the request of its first run. */
export type Opening = Entry<'case'> | Entry<'run'>;

const instant = ({ at, seq }: Pick<Entry, 'at' | 'seq'>, what: string): Instant => ({ at, what, ref: `#${seq}` });

const earliest = (instants: readonly Instant[]): Instant | null =>
  instants.toSorted((one, other) => one.at.localeCompare(other.at))[0] ?? null;

const running = (from: Instant | null, reason: string): Clock => ({ from, to: null, seconds: null, reason });

const measured = (from: Instant, to: Instant, reason: string | null = null): Clock => {
  const seconds = (Date.parse(to.at) - Date.parse(from.at)) / 1_000;
  // Two clocks that disagree measure nothing.
  if (seconds < 0)
    return { from, to, seconds: null, reason: `"${to.what}" (${to.at}) is before "${from.what}" (${from.at})` };
  return { from, to, seconds, reason };
};

const detect = (findings: readonly CaseFinding[]): Clock => {
  const name = ({ provider, id }: CaseFinding): string => `${provider} ${id}`;
  const from = earliest(
    findings.flatMap((one) =>
      one.firstSeen === null ? [] : [{ at: one.firstSeen, what: 'first event that a finding reports', ref: name(one) }],
    ),
  );
  const to = earliest(
    findings.flatMap((one) =>
      one.createdAt === null ? [] : [{ at: one.createdAt, what: 'first finding reported', ref: name(one) }],
    ),
  );
  if (findings.length === 0) return running(null, 'no finding is on the case');
  if (from === null) return running(null, 'no finding says when its first event was');
  if (to === null) return running(from, 'no finding says when it was reported');
  return measured(from, to);
};

// What people put their name to; all else is Firebreak's own.
const personOf = ({ body }: Entry): string | null => ('person' in body ? body.person : null);

const notify = (opening: Opening, opened: Instant, entries: readonly Entry[]): Clock => {
  const first = personOf(opening);
  const other = entries.find((entry) => personOf(entry) !== null && personOf(entry) !== first);
  if (!other) return running(opened, 'nobody else has put their name to anything on the case yet');
  return measured(opened, instant(other, 'first signed word of a second person'));
};

const contain = (opened: Instant, runs: readonly RunView[], entries: readonly Entry[]): Clock => {
  const { wanted, readBack, last } = containment(runs, entries);
  if (wanted === 0) return running(opened, 'no change that contains has been approved');
  if (last === null || readBack < wanted)
    return running(opened, `${readBack} of ${wanted} changes that contain have been read back`);
  return measured(opened, instant(last, 'last change that contains read back as configured'));
};

const recover = (opened: Instant, standing: readonly StandingChange[], entries: readonly Entry[]): Clock => {
  const { closed } = phaseOf(entries);
  const undone = entries.findLast(({ kind, body }) => kind === 'undo' && body.state === 'undone');
  const left = standing.filter(({ reversible }) => reversible).length;
  if (left === 0 && undone) return measured(opened, instant(undone, 'last change put back'));
  if (closed) {
    // As many as the closing says: what is put back afterwards stood then all the same.
    const stood = stoodAtClosing(closed.body);
    return measured(opened, instant(closed, 'case closed'), stood && `${stood} stood when it was closed`);
  }
  if (left > 0) return running(opened, `${counted(left, 'change stands', 'changes stand')}, and the case is open`);
  const hasTouched = stepsThatTouched(entries).size > 0;
  return running(
    opened,
    hasTouched ? 'what stands cannot be put back, and the case is open' : 'nothing was changed, and the case is open',
  );
};

/** The clocks of a case, from its entries, the views of its runs, and what stands. */
export const clocksOf = (
  opening: Opening,
  entries: readonly Entry[],
  runs: readonly RunView[],
  findings: readonly CaseFinding[],
  standing: readonly StandingChange[],
): Clocks => {
  const opened = instant(opening, opening.kind === 'case' ? 'case opened' : 'first run asked for');
  return {
    detect: detect(findings),
    notify: notify(opening, opened, entries),
    contain: contain(opened, runs, entries),
    recover: recover(opened, standing, entries),
  };
};
