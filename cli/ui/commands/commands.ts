import type { RunView } from '../../../workflows/contract/views.js';
import type { Controller } from '../controller.js';
import type { Command } from '../keys.js';
import { field } from '../state/field.js';
import { current } from '../state/state.js';
import { canBeSigned } from './asking.js';
import { answer, ask, decide, takeAnswer } from './deciding.js';
import { choose, moveField } from './filling.js';
import { leave } from './leaving.js';
import { move } from './moving.js';
import { openFailure, openForm, openLedger, openMarked, openNext, openPlan, openStep, runOf } from './opening.js';
import { actAs } from './operators.js';
import { complete, runPalette } from './palette-line.js';
import { go, say } from './saying.js';
import { verifyLedger } from './verifying.js';

type Deed = (controller: Controller) => void;

const onRun =
  (does: (controller: Controller, run: RunView) => void): Deed =>
  (controller) => {
    const run = runOf(controller);
    if (run) does(controller, run);
  };

const submit: Deed = (controller) => {
  const { typing } = controller.state;
  if (typing?.kind === 'filter') controller.happen({ type: 'keep' });
  else if (typing?.kind === 'palette') runPalette(controller, typing.field.text);
  else if (typing) takeAnswer(controller, typing);
};

const copy: Deed = (controller) => {
  const { copies } = controller.frame().painted;
  if (!copies) return;
  controller.terminal?.copy(copies);
  say(controller, 'plain', `Copied ${copies}, if this terminal lets programs copy.`);
};

const deeds: Readonly<Record<Command, Deed>> = {
  approve: (controller) => decide(controller, 'approve'),
  deny: (controller) => decide(controller, 'deny'),
  details: (controller) => controller.happen({ type: 'details' }),
  answer,
  open: openMarked,
  next: onRun(openNext),
  inspect: onRun(openStep),
  plan: onRun(openPlan),
  failure: onRun(openFailure),
  new: openForm,
  approvals: (controller) => go(controller, { name: 'approvals' }),
  run: onRun((controller, run) => go(controller, { name: 'run', run: run.id })),
  release: onRun((controller, run) => {
    if (canBeSigned(controller)) ask(controller, { does: 'release', run: run.id });
  }),
  cancel: onRun((controller, run) => ask(controller, { does: 'cancel', run: run.id })),
  ledger: onRun((controller, run) => openLedger(controller, run.case)),
  verify: verifyLedger,
  copy,
  operator: (controller) => actAs(controller),
  filter: (controller) => {
    const { filter } = current(controller.state);
    controller.happen({ type: 'type', typing: { kind: 'filter', field: field(filter) } });
  },
  palette: (controller) => controller.happen({ type: 'type', typing: { kind: 'palette', field: field() } }),
  guide: (controller) => {
    controller.happen({ type: 'guide' });
    if (!controller.state.guided) say(controller, 'plain', 'The guide is hidden: h shows it again.');
  },
  help: (controller) => go(controller, { name: 'help' }),
  back: (controller) => controller.happen({ type: 'back' }),
  up: (controller) => move(controller, -1),
  down: (controller) => move(controller, 1),
  pageUp: (controller) => move(controller, 'page-up'),
  pageDown: (controller) => move(controller, 'page-down'),
  first: (controller) => move(controller, 'first'),
  last: (controller) => move(controller, 'last'),
  suspend: (controller) => controller.terminal?.suspend(),
  quit: leave,
  interrupt: (controller) => controller.terminal?.leave(130),
  submit,
  complete,
  stop: (controller) => controller.happen(controller.state.typing ? { type: 'stop' } : { type: 'back' }),
  previousField: (controller) => moveField(controller, -1),
  nextField: (controller) => moveField(controller, 1),
  mark: (controller) => controller.fill('space'),
  choose,
  // Which way depends on the key, so the controller hands that on itself.
  change: () => undefined,
};

/** Does what a key asked for. */
export const runCommand = (controller: Controller, command: Command): void => deeds[command](controller);
