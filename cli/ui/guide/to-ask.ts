import { neutral } from '../../output/neutral.js';
import { clip } from '../text/width.js';
import { signersFor, type Chapter, type Moment } from './moment.js';
import { onRun, wayHome } from './ways.js';

// Names come from the account under attack: they must be neither long nor keys.
const quoted = (text: string): string => clip(neutral(text).replaceAll(/[{}[\]]/g, ''), 44);

// Asked for by the only person who may sign, it would wait for ever.
const asAnother = ({ screen, me, operators }: Moment): string => {
  const next = operators[(operators.findIndex(({ name }) => name === me?.name) + 1) % operators.length];
  const why = `Ask as ${next?.name ?? 'somebody else'}, for who asks cannot sign:`;
  return screen.name === 'new' ? `${why} {stop} leaves the form, then [operator].` : `${why} {operator}.`;
};

/** What to do while a response to the findings has not been asked for. */
export const toLaunch = (
  moment: Moment,
  { response, isFirst }: Extract<Chapter, { readonly at: 'launch' }>,
): string => {
  const { screen, form, incident, playbooks } = moment;
  const isStuck = signersFor(moment).length === 0;
  if (screen.name === 'new') {
    if (isStuck) return asAnother(moment);
    if (!form.isComplete) return 'Choose a target, give a title and a reason, then {choose} on “plan it”.';
    const later =
      response.playbook === 'contain-instance' && playbooks.includes('capture-memory')
        ? '; memory could not be captured afterwards'
        : '';
    return form.row === 'go'
      ? `Filled in from the findings${later}. {choose} has it planned: nothing changes before another person signs.`
      : 'Filled in from the findings: change what you like. {nextField} leads down to “plan it”, {stop} leaves.';
  }
  const said = incident.findings.length;
  const why = isFirst
    ? `GuardDuty reports ${said} ${said === 1 ? 'finding' : 'findings'}. First: ${quoted(response.title)}.`
    : response.playbook === 'revoke-credentials'
      ? `The credentials of ${quoted(response.about)} were taken: they still work, from anywhere.`
      : `Next: ${quoted(response.title)}.`;
  if (isStuck) return `${why} ${asAnother(moment)}`;
  return screen.name === 'runs'
    ? `${why} {new} opens the form for ${response.playbook}, filled in.`
    : `${why} ${wayHome(moment)}`;
};

/** What to do while everything is contained: what else may be wanted, and the way back. */
export const toRelease = (moment: Moment, { run, offers }: Extract<Chapter, { readonly at: 'release' }>): string => {
  const { screen } = moment;
  if (screen.name === 'new') return 'This one is up to you. {choose} on “plan it” asks for it, {stop} leaves the form.';
  const about = quoted(moment.incident.responses[0]?.about ?? 'the host');
  const more = offers.map(({ playbook }) => playbook).join(' and ');
  const offered = screen.name === 'runs' && more ? `{new} offers ${more}, too. ` : '';
  const back = `Once ${about} is rebuilt, its run puts it back.`;
  return onRun(moment, run, {
    here:
      signersFor(moment).length === 0
        ? `Once ${about} is rebuilt, it can be put back. ${asAnother(moment)}`
        : `Once ${about} is rebuilt: {release} plans putting it back. That is shown and signed like any change.`,
    elsewhere: `${offered}${back}`,
  });
};
