import { resourceOf } from '../../../workflows/contract/names.js';
import type { Operator } from '../../../workflows/contract/policy.js';
import type { GateView, RunView } from '../../../workflows/contract/views.js';
import { isFinal } from '../../../workflows/contract/words.js';
import type { Incident, Response } from '../../incident/incident.js';
import { hasChanges, objection, waitingGates } from '../data/people.js';
import type { Command } from '../keys.js';
import type { Screen, Typing } from '../state/state.js';

/** All that the guide knows: what is on the screen, who acts, and how far the incident's runs are. */
export type Moment = {
  readonly incident: Incident;
  readonly screen: Screen;
  /** What the cursor of the screen is on. */
  readonly selected: string | null;
  readonly typing: Typing | null;
  /** The form for a new run: which row has the keyboard, and whether it can be asked for as it is. */
  readonly form: { readonly row: string; readonly isComplete: boolean };
  readonly me: Operator | undefined;
  readonly operators: readonly Operator[];
  /** Who may sign, by role, where nothing waits yet. */
  readonly roles: readonly string[];
  /** Every run, newest first. */
  readonly runs: readonly RunView[];
  /** The names of the playbooks there are. */
  readonly playbooks: readonly string[];
  /** What this person has done once. */
  readonly learned: ReadonlySet<Command>;
};

/** How far the incident is, and with it what comes next. */
export type Chapter =
  | { readonly at: 'launch'; readonly response: Response; readonly isFirst: boolean }
  | { readonly at: 'sign'; readonly run: RunView; readonly gate: GateView }
  | { readonly at: 'answer'; readonly run: RunView; readonly gate: GateView }
  | { readonly at: 'watch'; readonly run: RunView }
  | { readonly at: 'proved'; readonly run: RunView }
  | { readonly at: 'release'; readonly run: RunView; readonly offers: readonly Response[] }
  | { readonly at: 'verify'; readonly run: RunView }
  | { readonly at: 'over' };

/** The chapter of this moment: what waits comes first, then what is at work, then what is still to be asked for. */
export const chapterOf = (moment: Moment): Chapter => {
  const { incident, runs, playbooks, learned } = moment;
  const [waiting] = byNearness(moment, runs).flatMap((run) => {
    const [gate] = waitingGates(run);
    return gate ? [{ run, gate }] : [];
  });
  if (waiting) return { at: waiting.gate.kind === 'approval' ? 'sign' : 'answer', ...waiting };
  const responses = incident.responses.filter(({ playbook }) => playbooks.includes(playbook));
  const ours = responses.flatMap((response) => runFor(moment, response) ?? []);
  const working = byNearness(moment, ours).find(({ state }) => !isFinal(state));
  if (working) return { at: 'watch', run: working };
  const [first] = responses;
  if (!first) return { at: 'over' };
  const main = runFor(moment, first);
  if (!main) return { at: 'launch', response: first, isFirst: true };
  if (main.state === 'released') return learned.has('verify') ? { at: 'over' } : { at: 'verify', run: main };
  if (main.state === 'completed' && !learned.has('inspect')) return { at: 'proved', run: main };
  const next = openResponse(moment);
  if (next && !next.optional) return { at: 'launch', response: next, isFirst: false };
  const offers = responses.filter((one) => one.optional && !runFor(moment, one));
  return { at: 'release', run: main, offers };
};

/** The first response that nobody has asked for yet: what the form for a new run is filled in with. */
export const openResponse = (moment: Pick<Moment, 'incident' | 'runs' | 'playbooks'>): Response | undefined =>
  moment.incident.responses.find((one) => moment.playbooks.includes(one.playbook) && !runFor(moment, one));

/** The run that answers to a response: one that was denied, or ended without a change, counts for nothing. */
export const runFor = (
  { runs, incident }: Pick<Moment, 'runs' | 'incident'>,
  { playbook, input }: Response,
): RunView | undefined =>
  runs.find(
    (run) =>
      run.playbook === playbook &&
      run.startedAt >= incident.since &&
      Object.values(input).some((value) => run.targets.map(resourceOf).includes(resourceOf(value))) &&
      (!isFinal(run.state) || run.state === 'completed' || run.state === 'released' || hasChanges(run)),
  );

/** Who else could approve at this gate. */
export const signers = ({ operators }: Pick<Moment, 'operators'>, gate: GateView): readonly Operator[] =>
  operators.filter((operator) => objection(gate, operator) === null);

/** Who could sign what the operator asks for; nobody, when only that person has the role. */
export const signersFor = ({ me, operators, roles }: Pick<Moment, 'me' | 'operators' | 'roles'>): readonly Operator[] =>
  operators.filter((one) => one.person !== me?.person && one.roles.some((role) => roles.includes(role)));

// Whoever looks at one run that waits is not sent to another.
const byNearness = ({ screen }: Moment, runs: readonly RunView[]): readonly RunView[] =>
  'run' in screen ? runs.toSorted((a, b) => Number(b.id === screen.run) - Number(a.id === screen.run)) : runs;
