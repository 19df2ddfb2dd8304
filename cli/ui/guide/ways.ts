import type { RunView } from '../../../workflows/contract/views.js';
import type { Moment } from './moment.js';

/** How to get to a run's own screen from where one is. `{command}` stands for the key of a command that is meant here. */
export const wayToRun = ({ screen, selected }: Moment, run: RunView): string => {
  switch (screen.name) {
    case 'runs':
      return selected === run.id ? '{open} opens its run.' : 'Move to that run with {up} {down}, then {open}.';
    case 'plan':
    case 'failure':
    case 'step':
      return screen.run === run.id ? '{run} shows its run.' : '{back} leads back.';
    case 'new':
      return '{stop} leaves the form.';
    case 'run':
    case 'approvals':
    case 'ledger':
    case 'entry':
    case 'help':
      return '{back} leads back.';
  }
};

/** What is said on the run's own screen, and what else, with the way there. */
export const onRun = (
  moment: Moment,
  run: RunView,
  { here, elsewhere }: { readonly here: string; readonly elsewhere: string },
): string =>
  moment.screen.name === 'run' && moment.screen.run === run.id ? here : `${elsewhere} ${wayToRun(moment, run)}`;

/** How to get to the list of runs. */
export const wayHome = ({ screen }: Moment): string =>
  screen.name === 'new' ? '{stop} leaves the form.' : '{back} leads back to the runs.';
