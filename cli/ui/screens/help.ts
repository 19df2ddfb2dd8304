import { bindings, keyName, type Binding, type Place } from '../keys.js';
import { paletteCommands } from '../palette.js';
import { line, span, type Line } from '../text/line.js';
import type { Painted, View } from './screen.js';
import { reachOf, textRows } from './viewport.js';

const names: Readonly<Record<Place, string>> = {
  runs: 'runs',
  approvals: 'approvals',
  run: 'run',
  step: 'step',
  plan: 'plan',
  failure: 'failed step',
  ledger: 'ledger',
  entry: 'entry',
  new: 'new run',
  help: 'help',
  typing: 'typing',
  asking: 'typing',
  filling: 'new run',
};

const everywhere = (binding: Binding): boolean => binding.on.length >= 9;

const row = ({ keys, help, ...binding }: Binding): Line => {
  const where = [...new Set(binding.on.map((place) => names[place]))].join(', ');
  return line(
    span(`   ${keys.map(keyName).join(' ').padEnd(17)}`, 'strong'),
    help,
    span(everywhere({ keys, help, ...binding }) ? '' : `  (${where})`, 'dim'),
  );
};

/** Every key and every command, from the tables themselves. */
export const helpScreen = ({ shown, height, config }: View): Painted => {
  const onlyInSandbox: readonly string[] = ['operator', 'guide'];
  const known = bindings.filter(({ command }) => !onlyInSandbox.includes(command) || config.mode === 'sandbox');
  const text: readonly Line[] = [
    [span(' EVERYWHERE', 'title')],
    ...known.filter(everywhere).map(row),
    [],
    [span(' ON ONE SCREEN', 'title')],
    ...known.filter((binding) => !everywhere(binding)).map(row),
    [],
    [span(' COMMANDS  after :', 'title')],
    ...paletteCommands
      .filter(({ name }) => name !== 'operator' || config.mode === 'sandbox')
      .map(({ name, argument, help }) => line(span(`   ${`${name} ${argument ?? ''}`.padEnd(19)}`, 'strong'), help)),
    [],
    [span(' MARKS', 'title')],
    line('   ◆ waits for a person   ► at work   ○ asked for, not read back   ✓ read back as planned'),
    line('   ✗ failed   ↺ being put back, or put back   − denied, cancelled or skipped   · not begun'),
    [],
    line(span(' Leaving never stops a run. If the terminal was left in a bad state: type reset and press ↵.', 'dim')),
  ];
  return {
    title: ['help'],
    lines: textRows(text, shown.scroll, height),
    ids: [],
    selected: null,
    reach: reachOf(text, height),
    facts: {},
  };
};
