import type { Hash } from '../../../workflows/contract/json.js';
import type { FailureChoice } from '../../../workflows/contract/words.js';
import type { Command } from '../keys.js';
import type { Field } from './field.js';
import type { Form } from './form.js';

/** What can be on the screen. */
export type Screen =
  | { readonly name: 'runs' }
  | { readonly name: 'approvals' }
  | { readonly name: 'run'; readonly run: string }
  | { readonly name: 'step'; readonly run: string; readonly step: string }
  /** One plan, by its hash: when another is asked meanwhile, what is read here does not change under the reader. */
  | { readonly name: 'plan'; readonly run: string; readonly plan: Hash }
  | { readonly name: 'failure'; readonly run: string; readonly gate: string }
  | { readonly name: 'ledger'; readonly case: string }
  | { readonly name: 'entry'; readonly case: string; readonly seq: number }
  | { readonly name: 'new' }
  | { readonly name: 'help' };

/** A screen and how far its reader got. `selected: null` follows what comes first, or in the ledger what is newest. */
export type Shown = {
  readonly screen: Screen;
  readonly selected: string | null;
  readonly scroll: number;
  readonly filter: string;
  readonly details: boolean;
};

/** Something that is signed in the operator's name. */
export type Intent =
  | { readonly does: 'approve' | 'deny'; readonly run: string; readonly plan: Hash }
  | { readonly does: 'decide'; readonly run: string; readonly step: string; readonly choice: FailureChoice }
  | { readonly does: 'cancel' | 'release'; readonly run: string };

/** One question before something is done. */
export type Ask =
  | { readonly kind: 'confirm'; readonly text: string }
  | { readonly kind: 'type'; readonly text: string; readonly expected: string }
  | { readonly kind: 'reason'; readonly text: string };

/** What the keyboard types into, when it does not press commands. */
export type Typing =
  | { readonly kind: 'filter'; readonly field: Field }
  | { readonly kind: 'palette'; readonly field: Field }
  | {
      readonly kind: 'asking';
      readonly intent: Intent;
      readonly title: string;
      readonly asks: readonly Ask[];
      readonly at: number;
      readonly field: Field;
    };

/** What the person is told about the last thing they did. */
export type Message = { readonly tone: 'good' | 'bad' | 'plain'; readonly text: string; readonly hint: string };

/** Everything about the console that is not in the ledger. */
export type State = {
  /** The screens one came through; the last is shown. Never empty. */
  readonly stack: readonly Shown[];
  readonly typing: Typing | null;
  readonly form: Form | null;
  /** The form as it was filled in for the person: as long as it is still that, it is filled in anew. */
  readonly offered: Form | null;
  readonly operator: string;
  /** What is under way. */
  readonly busy: string | null;
  readonly message: Message | null;
  /** What this person has done once. */
  readonly learned: ReadonlySet<Command>;
  /** Whether the guide is wanted. */
  readonly guided: boolean;
};

/** A screen as it is entered. */
export const shown = (screen: Screen): Shown => ({ screen, selected: null, scroll: 0, filter: '', details: false });

/** The console as it opens. */
export const initialState = (operator: string): State => ({
  stack: [shown({ name: 'runs' })],
  typing: null,
  form: null,
  offered: null,
  operator,
  busy: null,
  message: null,
  learned: new Set(),
  guided: true,
});

/** The screen that is shown. */
export const current = ({ stack }: State): Shown => stack.at(-1) ?? shown({ name: 'runs' });
