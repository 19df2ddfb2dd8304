import { rolesIn } from '../../../ledger/policy/demands.js';
import type { Config } from '../../../worker/config.js';
import type { Operator } from '../../../workflows/contract/policy.js';
import type { Incident } from '../../incident/incident.js';
import type { Snapshot } from '../data/feed.js';
import type { Painted } from '../screens/screen.js';
import { emptyForm, launchOf, type Offer } from '../state/form.js';
import { current, type State } from '../state/state.js';
import { advice } from './advice.js';
import type { Moment } from './moment.js';

/** What the guide looks at: the same as every screen. */
type Seen = {
  readonly state: State;
  readonly config: Config;
  readonly me: Operator | undefined;
  readonly offer: Offer;
  readonly incident: Incident | null;
  readonly feed: { readonly snapshot: () => Snapshot };
};

/** The moment on the screen; null where there is nothing to guide through, or the person wants no guide. */
export const momentOf = (
  { state, config, me, offer, incident, feed }: Seen,
  selected: Painted['selected'],
): Moment | null => {
  const { views, complete } = feed.snapshot();
  if (!incident || !state.guided || config.mode !== 'sandbox' || !complete) return null;
  const form = state.form ?? emptyForm;
  return {
    incident,
    screen: current(state).screen,
    selected: selected?.split(' ')[0] ?? null,
    typing: state.typing,
    form: { row: form.row, isComplete: !('missing' in launchOf(form, offer)) },
    me,
    operators: config.operators,
    roles: rolesIn(config.policy.rules),
    runs: views,
    playbooks: offer.playbooks.map(({ name }) => name),
    learned: state.learned,
  };
};

/** What the guide says now; null when it has nothing to say, or while something is under way. */
export const guideText = (seen: Seen, selected: Painted['selected']): string | null => {
  const moment = seen.state.busy ? null : momentOf(seen, selected);
  return moment && moment.playbooks.length > 0 ? advice(moment) : null;
};
