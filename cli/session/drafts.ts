import type { CaseWord } from '../../workflows/contract/case.js';
import type {
  CancelRequest,
  CaseDocument,
  FailureDecision,
  PlanDecision,
  ReleaseRequest,
  RunRequest,
} from '../../workflows/contract/documents.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { FailureChoice } from '../../workflows/contract/words.js';
import { checkLaunch } from './check-launch.js';
import { planDecision, stamp } from './decision-document.js';
import type { Launch, Reading } from './session.js';
import { waitingFailure } from './waiting.js';
import { freshCaseId, freshId } from './fresh-id.js';

/**
 * What one operator can say, as documents to be signed: here, or on another machine. Each is about what the ledger shows
 * now; what could only be refused is refused at once, with a CliError.
 */
export const draftsOf = (reading: Reading, operator: string) => ({
  launch: ({ playbook, input, severity, title, reason, case: wanted, findings }: Launch): RunRequest => {
    checkLaunch(playbook, input);
    const id = freshId('run');
    const caseId = wanted ?? freshCaseId();
    const asked = { ...stamp(operator, caseId, id, reason), kind: 'run', playbook, severity, title, input } as const;
    return findings ? { ...asked, findings } : asked;
  },

  decision: (run: string, plan: Hash, decision: PlanDecision['decision'], reason: string): Promise<PlanDecision> =>
    planDecision(reading, operator, run, plan, decision, reason),

  failure: async (run: string, step: string, decision: FailureChoice, reason: string): Promise<FailureDecision> => {
    const view = await reading.run(run);
    const gate = waitingFailure(view, step) ?? view.gates.findLast((one) => one.kind === 'failure');
    return { ...stamp(operator, view.case, run, reason, gate?.nonce), kind: 'failure', step, decision };
  },

  cancel: async (run: string, reason: string): Promise<CancelRequest> => ({
    ...stamp(operator, (await reading.run(run)).case, run, reason),
    kind: 'cancel',
  }),

  release: async (run: string, steps: readonly string[], reason: string): Promise<ReleaseRequest> => {
    const { case: caseId } = await reading.run(run);
    return { ...stamp(operator, caseId, run, reason), kind: 'release', steps };
  },

  /** On the case as a whole. */
  word: (caseId: string, word: CaseWord, reason: string): CaseDocument => ({
    ...stamp(operator, caseId, caseId, reason),
    kind: 'case',
    word,
  }),
});
