/** Where the keyboard is: a screen, or something on it that takes text. */
export type Place =
  | 'runs'
  | 'approvals'
  | 'run'
  | 'step'
  | 'plan'
  | 'failure'
  | 'ledger'
  | 'entry'
  | 'new'
  | 'help'
  | 'typing'
  | 'asking'
  | 'filling';

/** What is true of the thing on the screen; decides which keys mean something. */
export type Facts = {
  /** One may act as another operator. */
  readonly sandbox: boolean;
  /** There is something to open. */
  readonly any: boolean;
  /** A plan waits for a decision. */
  readonly waits: boolean;
  /** A failed step waits for an answer. */
  readonly failed: boolean;
  /** There is a plan to read that is not on the screen. */
  readonly planned: boolean;
  /** The run can still be cancelled. */
  readonly open: boolean;
  /** The run changed something that can be put back. */
  readonly changed: boolean;
  /** The cursor is on something that can be marked. */
  readonly marking: boolean;
  /** There is something that the guide leads through. */
  readonly guided: boolean;
};

/** Every fact off. */
export const noFacts: Facts = {
  sandbox: false,
  any: false,
  waits: false,
  failed: false,
  planned: false,
  open: false,
  changed: false,
  marking: false,
  guided: false,
};

const screens = ['runs', 'approvals', 'run', 'step', 'plan', 'failure', 'ledger', 'entry', 'new', 'help'] as const;
const lists = ['runs', 'approvals', 'ledger'] as const;

type Shape = {
  readonly command: string;
  /** The first is the one that hints and help show. */
  readonly keys: readonly string[];
  readonly hint: string;
  readonly help: string;
  readonly on: readonly Place[];
  readonly when?: (facts: Facts) => boolean;
  /** Left out of the hint line: help has it. */
  readonly quiet?: true;
};

/** The one table of keys: handlers, hint lines and help all come from here. Earlier rows win. */
const table = [
  { command: 'approve', keys: ['y'], hint: 'approve', help: 'Sign this plan', on: ['plan'], when: (f) => f.waits },
  {
    command: 'deny',
    keys: ['N'],
    hint: 'deny',
    help: 'Refuse this plan; the run ends',
    on: ['plan'],
    when: (f) => f.waits,
  },
  {
    command: 'details',
    keys: ['enter', 'd'],
    hint: 'call details',
    help: 'Show or hide the input of every call',
    on: ['plan'],
  },
  {
    command: 'answer',
    keys: ['enter'],
    hint: 'choose',
    help: 'Answer the failed step with the marked choice',
    on: ['failure'],
    when: (f) => f.failed,
  },
  {
    command: 'open',
    keys: ['enter'],
    hint: 'open',
    help: 'Open what is marked',
    on: ['runs', 'approvals', 'ledger'],
    when: (f) => f.any,
  },
  {
    command: 'next',
    keys: ['enter'],
    hint: 'what waits',
    help: 'Open what the run waits for: the plan, or the failed step',
    on: ['run'],
    when: (f) => f.waits || f.failed,
  },
  {
    command: 'inspect',
    keys: ['d', 'enter'],
    hint: 'step',
    help: 'What is known of the marked step: what AWS reads back, what is not cut',
    on: ['run'],
    when: (f) => f.planned,
  },
  {
    command: 'plan',
    keys: ['p'],
    hint: 'plan',
    help: 'Read the newest plan',
    on: ['run', 'plan'],
    when: (f) => f.planned,
  },
  {
    command: 'failure',
    keys: ['f'],
    hint: 'failed step',
    help: 'Answer the failed step',
    on: ['run'],
    when: (f) => f.failed,
  },
  { command: 'new', keys: ['n'], hint: 'new', help: 'Plan a new run', on: ['runs'] },
  {
    command: 'approvals',
    keys: ['a'],
    hint: 'approvals',
    help: 'Everything that waits for a person',
    on: ['runs', 'run'],
  },
  {
    command: 'run',
    keys: ['u'],
    hint: 'run',
    help: 'The run this belongs to',
    on: ['step', 'plan', 'failure', 'approvals'],
  },
  {
    command: 'release',
    keys: ['r'],
    hint: 'release',
    help: 'Plan putting back what the run changed',
    on: ['run'],
    when: (f) => f.changed,
  },
  {
    command: 'cancel',
    keys: ['x'],
    hint: 'cancel',
    help: 'Stop after the change in flight, or watching; keep what was done',
    on: ['run'],
    when: (f) => f.open,
  },
  {
    command: 'ledger',
    keys: ['l'],
    hint: 'ledger',
    help: 'Every entry of this case',
    on: ['runs', 'run', 'step', 'plan', 'failure'],
    when: (f) => f.any,
  },
  {
    command: 'verify',
    keys: ['v'],
    hint: 'verify',
    help: 'Prove that no entry of this case was altered',
    on: ['ledger'],
    when: (f) => f.any,
  },
  {
    command: 'copy',
    keys: ['c'],
    hint: 'copy id',
    help: 'Copy the id or hash of what is shown (terminals that allow OSC 52)',
    on: ['run', 'step', 'plan', 'entry'],
  },
  {
    command: 'operator',
    keys: ['o'],
    hint: 'operator',
    help: 'Act as the next operator (sandbox only)',
    on: screens,
    when: (f) => f.sandbox,
  },
  { command: 'filter', keys: ['/'], hint: 'filter', help: 'Show only what contains a text', on: lists },
  { command: 'palette', keys: [':'], hint: 'command', help: 'Type a command', on: screens },
  { command: 'help', keys: ['?'], hint: 'help', help: 'Every key', on: screens },
  {
    command: 'back',
    keys: ['esc', 'backspace', 'left'],
    hint: 'back',
    help: 'Back; on the first screen, clear the filter',
    on: screens,
  },
  {
    command: 'guide',
    keys: ['h'],
    hint: 'guide',
    help: 'Hide the guide, or show it again (sandbox only)',
    on: screens,
    when: (f) => f.guided,
  },
  { command: 'up', keys: ['up', 'k'], hint: 'up', help: 'Up', on: screens, quiet: true },
  { command: 'down', keys: ['down', 'j'], hint: 'down', help: 'Down', on: screens, quiet: true },
  { command: 'pageUp', keys: ['pageup', 'ctrl+b'], hint: 'page up', help: 'A page up', on: screens, quiet: true },
  {
    command: 'pageDown',
    keys: ['pagedown', 'ctrl+f', 'space'],
    hint: 'page down',
    help: 'A page down',
    on: screens,
    quiet: true,
  },
  { command: 'first', keys: ['g', 'home'], hint: 'first', help: 'To the start', on: screens, quiet: true },
  { command: 'last', keys: ['G', 'end'], hint: 'last', help: 'To the end', on: screens, quiet: true },
  {
    command: 'suspend',
    keys: ['ctrl+z'],
    hint: 'suspend',
    help: 'Back to the shell; fg returns',
    on: [...screens, 'typing', 'asking', 'filling'],
    quiet: true,
  },
  { command: 'quit', keys: ['q'], hint: 'quit', help: 'Leave; runs go on', on: screens },
  {
    command: 'interrupt',
    keys: ['ctrl+c'],
    hint: 'leave',
    help: 'Leave at once, from anywhere; runs go on',
    on: [...screens, 'typing', 'asking', 'filling'],
    quiet: true,
  },
  { command: 'submit', keys: ['enter'], hint: 'go on', help: 'Accept the text', on: ['typing', 'asking'] },
  { command: 'complete', keys: ['tab'], hint: 'complete', help: 'Complete the command', on: ['typing'] },
  {
    command: 'stop',
    keys: ['esc'],
    hint: 'never mind',
    help: 'Leave without doing anything',
    on: ['typing', 'asking', 'filling'],
  },
  { command: 'previousField', keys: ['up'], hint: 'up', help: 'The field above', on: ['filling'], quiet: true },
  { command: 'nextField', keys: ['down', 'tab'], hint: 'next field', help: 'The field below', on: ['filling'] },
  {
    command: 'mark',
    keys: ['space'],
    hint: 'mark',
    help: 'Mark a target, or take the mark off',
    on: ['filling'],
    when: (f) => f.marking,
  },
  {
    command: 'choose',
    keys: ['enter'],
    hint: 'go on',
    help: 'Go on; mark a target when none is; on the last row, plan it',
    on: ['filling'],
  },
  { command: 'change', keys: ['right', 'left'], hint: 'change', help: 'Change a choice', on: ['filling'] },
] as const satisfies readonly Shape[];

/** Everything a key can ask for. */
export type Command = (typeof table)[number]['command'];

/** One row of the table. */
export type Binding = Shape & { readonly command: Command };

/** The table, in the order help shows it. */
export const bindings: readonly Binding[] = table;

const means = ({ on, when }: Binding, place: Place, facts: Facts): boolean =>
  on.includes(place) && (when === undefined || when(facts));

/** What a key asks for in a place, or null. */
export const commandFor = (key: string, place: Place, facts: Facts): Command | null =>
  bindings.find((binding) => binding.keys.includes(key) && means(binding, place, facts))?.command ?? null;

/** The keys worth showing in a place. */
export const hintsFor = (place: Place, facts: Facts): readonly Binding[] =>
  bindings.filter((binding) => !binding.quiet && means(binding, place, facts));

const pictures: Readonly<Record<string, string>> = {
  enter: '↵',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  backspace: 'Bksp',
};

/** A key as people see it written. */
export const keyName = (key: string): string =>
  pictures[key] ?? (key.startsWith('ctrl+') ? `^${key.slice(5).toUpperCase()}` : key);
