import type { RunView } from '../../../workflows/contract/views.js';
import type { Controller } from '../controller.js';
import { stagesOf, waitingGates } from '../data/people.js';
import { openResponse, runFor } from '../guide/moment.js';
import { prefilled } from '../guide/prefilled.js';
import { emptyForm, type Form } from '../state/form.js';
import { current, type Screen } from '../state/state.js';
import { go, say } from './saying.js';

/** The run that the screen is about, or that the cursor is on; null when there is none. */
export const runOf = (controller: Controller): RunView | null => {
  const { screen } = current(controller.state);
  const { selected } = controller.frame().painted;
  const isList = screen.name === 'runs' || screen.name === 'approvals';
  const id = 'run' in screen && screen.run ? screen.run : isList ? selected?.split(' ')[0] : null;
  const run = id ? controller.feed.view(id) : null;
  return run && !('problem' in run) ? run : null;
};

/** Opens the plan that is asked for now, else the last one that was. */
export const openPlan = (controller: Controller, run: RunView): void => {
  const waiting = waitingGates(run).find(({ kind }) => kind === 'approval');
  const last = run.gates.findLast((gate) => stagesOf(run, gate.plan).length > 0);
  const plan = waiting?.plan ?? last?.plan;
  if (!plan) return say(controller, 'plain', 'It has no plan yet.');
  const screen: Screen = { name: 'plan', run: run.id, plan };
  if (current(controller.state).screen.name === 'plan') controller.happen({ type: 'replace', screen });
  else go(controller, screen);
};

/** Opens the failed step the cursor is on, else the first that waits. */
export const openFailure = (controller: Controller, run: RunView): void => {
  const failures = waitingGates(run).filter(({ kind }) => kind === 'failure');
  const { selected } = controller.frame().painted;
  const gate = failures.find(({ step }) => step === selected) ?? failures[0];
  if (gate) go(controller, { name: 'failure', run: run.id, gate: gate.id });
};

/** Opens what is known of the marked step. */
export const openStep = (controller: Controller, run: RunView): void => {
  const { selected } = controller.frame().painted;
  if (selected !== null) go(controller, { name: 'step', run: run.id, step: selected });
};

/** Opens what the run waits for. */
export const openNext = (controller: Controller, run: RunView): void => {
  const [gate] = waitingGates(run);
  if (gate?.kind === 'failure') openFailure(controller, run);
  else openPlan(controller, run);
};

/** Opens what the cursor of a list is on. */
export const openMarked = (controller: Controller): void => {
  const { screen } = current(controller.state);
  const { selected } = controller.frame().painted;
  if (selected === null) return;
  if (screen.name === 'ledger') return go(controller, { name: 'entry', case: screen.case, seq: Number(selected) });
  if (screen.name === 'runs') return go(controller, { name: 'run', run: selected });
  const [id = '', gateId] = selected.split(' ');
  const run = controller.feed.view(id);
  const gate = run && 'gates' in run ? run.gates.find((one) => one.id === gateId) : undefined;
  if (gate?.plan) go(controller, { name: 'plan', run: id, plan: gate.plan });
  else if (gate) go(controller, { name: 'failure', run: id, gate: gate.id });
};

/** Opens the ledger of a case. */
export const openLedger = (controller: Controller, caseId: string): void => {
  if (!controller.feed.snapshot().rows.some((row) => row.case === caseId))
    return say(controller, 'bad', `There is no case “${caseId}”.`);
  go(controller, { name: 'ledger', case: caseId });
};

/** Opens the form for a new run: as it was left, else filled in with what the incident calls for next. */
export const openForm = (controller: Controller): void => {
  fillForm(controller);
  go(controller, { name: 'new' });
};

/** Fills the form in with what the incident calls for next, unless the person has begun to fill it in. */
export const fillForm = (controller: Controller): void => {
  const { form, offered } = controller.state;
  const isUntouched = JSON.stringify({ ...form, row: '' }) === JSON.stringify({ ...offered, row: '' });
  if (form && !isUntouched) return;
  const filled = suggestion(controller) ?? emptyForm;
  controller.happen({ type: 'form', form: filled, offered: filled });
};

const suggestion = ({ incident, offer, feed, state }: Controller): Form | null => {
  if (!incident || !state.guided) return null;
  const moment = { incident, runs: feed.snapshot().views, playbooks: offer.playbooks.map(({ name }) => name) };
  const response = openResponse(moment);
  const [first] = incident.responses;
  return response ? prefilled(response, offer, (first && runFor(moment, first)?.case) ?? null) : null;
};
