import type { Command } from '../keys.js';
import type { Field } from './field.js';
import { field } from './field.js';
import type { Form } from './form.js';
import { current, shown, type Message, type Screen, type Shown, type State, type Typing } from './state.js';

/** Everything that can happen to the console. */
export type Happening =
  | { readonly type: 'go'; readonly screen: Screen }
  /** Instead of the screen that is shown. */
  | { readonly type: 'replace'; readonly screen: Screen }
  | { readonly type: 'home' }
  | { readonly type: 'back' }
  /** The cursor is on another row, and the list is shown from row `top` on. */
  | { readonly type: 'select'; readonly id: string | null; readonly top: number }
  | { readonly type: 'scroll'; readonly to: number }
  | { readonly type: 'details' }
  /** Closes the line of the filter, and keeps what it found. */
  | { readonly type: 'keep' }
  | { readonly type: 'type'; readonly typing: Typing }
  | { readonly type: 'edit'; readonly field: Field }
  | { readonly type: 'answered' }
  | { readonly type: 'stop' }
  /** `offered` is the form as it was filled in for the person. */
  | { readonly type: 'form'; readonly form: Form | null; readonly offered?: Form | null }
  | { readonly type: 'operator'; readonly name: string }
  | { readonly type: 'busy'; readonly text: string }
  /** What was under way is over. */
  | { readonly type: 'told'; readonly message: Message | null }
  | { readonly type: 'said'; readonly message: Message }
  | { readonly type: 'learned'; readonly command: Command }
  /** The guide is hidden, or shown again. */
  | { readonly type: 'guide' };

const same = (one: Screen, other: Screen): boolean => JSON.stringify(one) === JSON.stringify(other);

const changed = (state: State, change: Partial<Shown>): State => ({
  ...state,
  stack: [...state.stack.slice(0, -1), { ...current(state), ...change }],
});

/** The console after something happened. Pure. */
export const reduce = (state: State, happening: Happening): State => {
  switch (happening.type) {
    case 'go':
      return same(current(state).screen, happening.screen)
        ? { ...state, typing: null }
        : { ...state, typing: null, message: null, stack: [...state.stack, shown(happening.screen)] };
    case 'replace':
      return { ...state, typing: null, stack: [...state.stack.slice(0, -1), shown(happening.screen)] };
    case 'home':
      return { ...state, typing: null, message: null, stack: state.stack.slice(0, 1) };
    case 'back':
      if (current(state).filter !== '') return changed(state, { filter: '', selected: null, scroll: 0 });
      return state.stack.length > 1
        ? { ...state, message: null, stack: state.stack.slice(0, -1) }
        : { ...state, message: null };
    case 'select':
      return changed(state, { selected: happening.id, scroll: happening.top });
    case 'scroll':
      return changed(state, { scroll: Math.max(0, happening.to) });
    case 'details':
      return changed(state, { details: !current(state).details });
    case 'keep':
      return { ...state, typing: null };
    case 'type':
      return { ...state, typing: happening.typing, message: null };
    case 'edit':
      return edited(state, happening.field);
    case 'answered':
      return state.typing?.kind === 'asking'
        ? { ...state, message: null, typing: { ...state.typing, at: state.typing.at + 1, field: field() } }
        : state;
    case 'stop':
      return state.typing?.kind === 'filter'
        ? { ...changed(state, { filter: '', selected: null, scroll: 0 }), typing: null }
        : { ...state, typing: null, message: null };
    case 'form':
      return {
        ...state,
        form: happening.form,
        ...(happening.offered !== undefined && { offered: happening.offered }),
      };
    case 'operator':
      return { ...state, operator: happening.name };
    case 'busy':
      return { ...state, typing: null, message: null, busy: happening.text };
    case 'told':
      return { ...state, busy: null, message: happening.message };
    case 'said':
      return { ...state, message: happening.message };
    case 'learned':
      return state.learned.has(happening.command)
        ? state
        : { ...state, learned: new Set([...state.learned, happening.command]) };
    case 'guide':
      return { ...state, guided: !state.guided };
  }
};

// A filter shows what it finds while it is typed.
const edited = (state: State, next: Field): State => {
  if (!state.typing) return state;
  const typing = { ...state.typing, field: next };
  return state.typing.kind === 'filter'
    ? { ...changed(state, { filter: next.text, selected: null, scroll: 0 }), typing }
    : { ...state, message: null, typing };
};
