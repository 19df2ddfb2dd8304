import { wordsFor } from '../../output/shape-text.js';
import type { Operator } from '../../../workflows/contract/policy.js';
import type { GateView, RunView, StageView } from '../../../workflows/contract/views.js';

/** The gates at which a run waits now, approvals first. */
export const waitingGates = ({ gates }: RunView): readonly GateView[] => {
  const waiting = gates.filter((gate) => gate.state === 'waiting');
  return [...waiting.filter(({ kind }) => kind === 'approval'), ...waiting.filter(({ kind }) => kind === 'failure')];
};

/** The approvals that count towards the gate's quorum. */
export const approvers = (gate: GateView): readonly string[] =>
  gate.approvals.filter(({ decision }) => decision === 'approve').map(({ operator }) => operator);

/** Why this operator's approval would not be taken here, or null. The worker decides; this spares a useless attempt. */
export const objection = (gate: GateView, operator: Operator | undefined): string | null => {
  if (!operator) return 'nobody is configured to act here';
  if (gate.kind === 'failure') return null;
  if (operator.person === gate.requester) return 'you asked for it: another person must approve';
  if (!operator.roles.some((role) => gate.roles.includes(role))) return `you are not ${gate.roles.join(' or ')}`;
  if (approvers(gate).includes(operator.name)) return 'you have approved it: it waits for somebody else';
  return null;
};

/** Whether the run waits for something that this operator can answer. */
export const waitsFor = (run: RunView, operator: Operator | undefined): boolean =>
  waitingGates(run).some((gate) => objection(gate, operator) === null);

/** The stages that are signed with one hash. */
export const stagesOf = ({ stages }: RunView, plan: string | null): readonly StageView[] =>
  stages.filter((stage) => stage.plan.hash === plan);

/**
 * What must be typed before this plan is approved, or null: something will certainly break or cannot be put back, and
 * a finger on the wrong row must not be enough. One target's id; for several, the case and how many.
 */
export const wordsToType = (run: RunView, stages: readonly StageView[]): string | null => {
  const isDestructive = stages.some(
    ({ plan }) => !plan.reversible || plan.blastRadius.some(({ severity }) => severity === 'danger'),
  );
  return isDestructive ? wordsFor(run.case, stages) : null;
};

/** Whether the run changed something that a release could put back. */
export const hasChanges = ({ stages }: RunView): boolean =>
  stages
    .filter(({ name }) => !name.startsWith('release-'))
    .some(({ tracks }) =>
      tracks.some(({ steps }) =>
        steps.some(
          (step) =>
            step.effect === 'change' &&
            ['applying', 'applied', 'verified', 'failed', 'undo-failed'].includes(step.state),
        ),
      ),
    );
