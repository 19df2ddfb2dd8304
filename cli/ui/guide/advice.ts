import { isRelease } from '../../../workflows/contract/names.js';
import type { RunView } from '../../../workflows/contract/views.js';
import type { Typing } from '../state/state.js';
import { chapterOf, type Moment } from './moment.js';
import { toLaunch, toRelease } from './to-ask.js';
import { toSign } from './to-sign.js';
import { onRun, wayToRun } from './ways.js';

/**
 * The next sensible thing to do, in a sentence or two, or null where the person is in the middle of typing a command or
 * a filter. Follows from the moment alone. `{command}` stands for the key of a command that is meant here, `[command]`
 * for that of one that comes after.
 */
export const advice = (moment: Moment): string | null => {
  const { typing, screen } = moment;
  if (typing) return typing.kind === 'asking' ? whileAsked(typing) : null;
  const chapter = chapterOf(moment);
  // Whoever reads what is proved is not hurried on.
  if (screen.name === 'step' && chapter.at !== 'sign' && chapter.at !== 'answer')
    return '“configured”: AWS reads it back so, since the time shown. NOT CUT is what stays open. {back} leads back.';
  switch (chapter.at) {
    case 'launch':
      return toLaunch(moment, chapter);
    case 'sign':
      return toSign(moment, chapter);
    case 'answer':
      return toAnswer(moment, chapter.run);
    case 'watch':
      return toWatch(moment, chapter.run);
    case 'proved':
      return onRun(moment, chapter.run, {
        here: '✓ says what AWS reads back, no more. Mark a step with {up} {down}: {inspect} shows what is proved of it, and what it does not cut.',
        elsewhere: 'It is done: see what is proved.',
      });
    case 'release':
      return toRelease(moment, chapter);
    case 'verify':
      return toVerify(moment, chapter.run);
    case 'over':
      return screen.name === 'new'
        ? null
        : 'That was the whole way. Another incident: firebreak sandbox scenario list. {guide} hides this line.';
  }
};

const whileAsked = ({ asks, at, intent }: Extract<Typing, { readonly kind: 'asking' }>): string => {
  const ask = asks[at];
  if (ask?.kind === 'type')
    return `Type ${ask.expected} and press {submit}: a slip must not be enough to sign this. {stop} signs nothing.`;
  if (ask?.kind === 'confirm') return '{submit} goes on, {stop} leaves everything as it is.';
  if (intent.does === 'approve') return 'Say why in your own words and press {submit}: that signs it, and it begins.';
  if (intent.does === 'release')
    return 'Say why and press {submit}: the way back is planned and shown, and another person signs it.';
  return 'Say why and press {submit}: it goes on record, signed. {stop} does nothing.';
};

const toAnswer = (moment: Moment, run: RunView): string =>
  moment.screen.name === 'failure' && moment.screen.run === run.id
    ? 'Choose with {up} {down}, then {answer}. The run waits as long as it takes.'
    : onRun(moment, run, {
        here: 'A step failed, and the run waits for you. {failure} shows why, how to fix it, and four ways on.',
        elsewhere: 'A step failed.',
      });

const unsettled = ['pending', 'planned', 'applying', 'applied'] as const;

const toWatch = (moment: Moment, run: RunView): string => {
  const isChanging = run.stages
    .flatMap(({ tracks }) => tracks.flatMap(({ steps }) => steps))
    .some(({ effect, state }) => effect === 'change' && unsettled.some((one) => one === state));
  const going = isChanging
    ? 'Signed, so it begins: each change is put on record, made, and read back. Leaving would not stop it.'
    : 'The changes are made and read back; the rest goes on, and nothing waits for it. {inspect}: what AWS reads back.';
  return onRun(moment, run, {
    here: run.state === 'releasing' ? 'The newest change is put back first, and each is read back.' : going,
    elsewhere: 'It is at work.',
  });
};

// Back in service is not what everybody means by back: Standby ends only when it is asked for by name.
const stillChanged = ({ stages }: RunView): readonly string[] =>
  stages
    .filter(({ name }) => !isRelease(name))
    .flatMap(({ tracks }) => tracks.flatMap(({ steps }) => steps))
    .filter(({ effect, reversible, state }) => effect === 'change' && reversible && state === 'verified')
    .map(({ action }) => action);

const toVerify = (moment: Moment, run: RunView): string => {
  const { screen } = moment;
  if (screen.name === 'ledger')
    return '{verify} proves that no entry was altered, removed or added; firebreak audit verify does it anywhere.';
  if (screen.name === 'runs' || (screen.name === 'run' && screen.run === run.id)) {
    const kept = stillChanged(run);
    const but = kept.length > 0 ? `, all but ${kept.join(', ')}: that one has to be named` : '';
    return `It is put back and read back${but}. {ledger} shows each decision and each call.`;
  }
  return `It is put back. ${wayToRun(moment, run)}`;
};
