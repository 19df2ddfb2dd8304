import { makePreviewPlan } from './engine/preview-plan.js';
import { makeRunPlaybook } from './engine/run-playbook.js';
import { playbooks } from './playbooks/registry.js';

// Named one by one: the bundler drops workflows that are re-exported with a wildcard.
export { examine } from './engine/examine.js';
export { fetchEvidence, verifyEvidence } from './engine/attend-evidence.js';
export { releaseRun } from './engine/release-run.js';
export { runTrack } from './engine/run-track.js';
export { notify } from './engine/notify.js';
export { recordCaseWord } from './engine/record-case-word.js';
export { reconcile } from './engine/reconcile.js';
export { watchRun } from './engine/watch-run.js';

/** Carries out a playbook. */
export const runPlaybook = makeRunPlaybook(playbooks);

/** Plans a playbook, and goes no further. */
export const previewPlan = makePreviewPlan(playbooks);
