import type { ActionReport, RunReport } from '../../ledger/view/report/model.js';

/** What a run changed. What went out and was never answered counts too: it may have changed something. */
export const changesIn = ({ actions }: RunReport): readonly ActionReport[] =>
  actions.filter((one) => one.effect === 'change' && !one.isRelease && (one.isStanding || one.calls.length > 0));

/** Who approved a plan by which the run changed something: to approve its release is not to approve the run. */
export const approversOf = (run: RunReport): readonly string[] => {
  const asked = new Set(changesIn(run).map(({ gate }) => gate));
  return run.gates.flatMap(({ id, state, decisions }) =>
    asked.has(id) && state === 'approved'
      ? decisions.flatMap(({ decision, operator }) => (decision === 'approve' ? [operator] : []))
      : [],
  );
};
