import type { Screen } from '../state/state.js';
import { approvalsScreen } from './approvals.js';
import { failureScreen } from './failure.js';
import { helpScreen } from './help.js';
import { entryScreen, ledgerScreen } from './ledger.js';
import { newRunScreen } from './new-run.js';
import { planScreen } from './plan.js';
import { runScreen } from './run.js';
import { runsScreen } from './runs.js';
import { stepScreen } from './step.js';
import type { Painted, View } from './screen.js';

/** Paints the screen that is shown. */
export const paintScreen = (view: View): Painted => {
  const screen: Screen = view.shown.screen;
  switch (screen.name) {
    case 'runs':
      return runsScreen(view);
    case 'approvals':
      return approvalsScreen(view);
    case 'run':
      return runScreen(view, screen.run);
    case 'step':
      return stepScreen(view, screen.run, screen.step);
    case 'plan':
      return planScreen(view, screen.run, screen.plan);
    case 'failure':
      return failureScreen(view, screen.run, screen.gate);
    case 'ledger':
      return ledgerScreen(view, screen.case);
    case 'entry':
      return entryScreen(view, screen.case, screen.seq);
    case 'new':
      return newRunScreen(view);
    case 'help':
      return helpScreen(view);
  }
};
