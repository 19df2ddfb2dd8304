import type { Hash } from '../../../workflows/contract/json.js';
import type { GateView, RunView } from '../../../workflows/contract/views.js';
import { approvers, objection, stagesOf, waitingGates } from '../data/people.js';
import { ends, line, span, type Line } from '../text/line.js';
import { clock, left, since } from '../text/time.js';
import { wrap } from '../text/width.js';
import { deciders } from '../../output/needs-text.js';
import { neutral } from '../../output/neutral.js';
import { runOrGone } from './gone.js';
import { planText } from './plan-text.js';
import type { Painted, View } from './screen.js';
import { filled, reachOf, textRows } from './viewport.js';

/** The gate at which a plan was put to people last. */
const gateOf = (run: RunView, plan: Hash): GateView | undefined =>
  run.gates.findLast((gate) => gate.kind === 'approval' && gate.plan === plan);

const decided = (gate: GateView, now: number): Line => {
  const said = gate.approvals.map(({ operator, decision, at }) => `${decision} by ${operator} at ${clock(at, now)}`);
  return line(
    span(` ${gate.state}`, gate.state === 'approved' ? 'good' : 'strong'),
    span(said.length ? `: ${said.join(', ')}` : ''),
  );
};

const asked = (gate: GateView, now: number): Line =>
  line(
    span(` approvals ${approvers(gate).length} of ${gate.needed}`, 'strong'),
    span(
      ` · ${deciders(gate)}, not ${gate.requestedBy} · expires ${clock(gate.expiresAt, now)} (${left(gate.expiresAt, now)})`,
    ),
  );

const replaced = (run: RunView): Line => {
  const newer = waitingGates(run).find(({ kind }) => kind === 'approval');
  return [
    span(
      newer ? ' ! This plan is no longer asked for: press p to read the one that is.' : ' This plan is over.',
      'warn',
    ),
  ];
};

/** One plan: what it breaks, what it does, what it leaves open; and below, who asks and what is missing. */
export const planScreen = (view: View, id: string, plan: Hash): Painted => {
  const { run, gone } = runOrGone(view, id);
  if (!run) return gone;
  const { shown, width, height, now, me } = view;
  const gate = gateOf(run, plan);
  const stages = stagesOf(run, plan);
  const head: readonly Line[] = [
    ends([span(` ${plan}`, 'dim')], [span(gate ? `asked ${since(gate.openedAt, now)} ago ` : '', 'dim')], width),
  ];
  const refused = gate?.refusals.at(-1);
  const no = gate?.state === 'waiting' ? objection(gate, me) : null;
  const why = gate?.reason ?? run.title;
  const reason = wrap(neutral(`${gate?.requestedBy ?? 'nobody'} asked: “${why}”`), width - 2).slice(0, 2);
  const foot: readonly Line[] = [
    [span(` ${'─'.repeat(Math.max(0, width - 2))}`, 'dim')],
    ...reason.map((row): Line => [span(` ${row}`)]),
    ...(refused
      ? [[span(` refused at ${clock(refused.at, now)}: ${refused.operator}: ${refused.reason}`, 'warn')]]
      : []),
    gate === undefined ? replaced(run) : gate.state === 'waiting' ? asked(gate, now) : decided(gate, now),
    ...(stages.length === 0 || gate?.state === 'closed' ? [replaced(run)] : []),
    ...(no
      ? [[span(` ${no}${view.config.mode === 'sandbox' ? ' (o: act as the next operator)' : ''}`, 'yours')] as Line]
      : []),
  ];
  const text = planText(stages, {
    width,
    details: shown.details,
    changes: gate?.changes ?? [],
    standing: gate?.standing ?? null,
  });
  const room = Math.max(1, height - head.length - foot.length);
  return {
    title: [run.case, run.playbook, run.id, 'plan'],
    lines: [...head, ...filled(textRows(text, shown.scroll, room), room), ...foot],
    ids: [],
    selected: null,
    reach: reachOf(text, room),
    copies: plan,
    facts: {
      any: true,
      waits: gate?.state === 'waiting' && stages.length > 0,
      planned: waitingGates(run).some((one) => one.plan !== plan && one.kind === 'approval'),
    },
    next:
      gate?.state !== 'waiting'
        ? undefined
        : no
          ? {
              text: 'Read what would break first. Another person signs it: in the sandbox, o makes you that person.',
              until: 'approve',
            }
          : { text: 'Read what would break first; then y signs exactly this plan, N refuses it.', until: 'approve' },
  };
};
