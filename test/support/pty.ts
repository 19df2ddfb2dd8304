import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openScreen, type Screen } from './screen.js';

const driver = fileURLToPath(new URL('./pseudo_terminal.py', import.meta.url));

/** How a program ended: its exit code, or the number of the signal that killed it. */
export type Ending = { readonly code: number | null; readonly signal: number | null };

/** A program on a pseudo-terminal of its own, and the screen a person would see. */
export type Pty = {
  readonly screen: Screen;
  readonly type: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<Ending>;
  /** Ends the program, however it is doing. */
  readonly close: () => Promise<Ending>;
  /** Everything the program wrote. */
  readonly written: () => string;
};

/** Starts a program on a pseudo-terminal. Python's own `pty` makes it: no module of Node can. */
export const openPty = (
  command: readonly string[],
  {
    columns = 80,
    rows = 24,
    env = {},
  }: { readonly columns?: number; readonly rows?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Pty => {
  // In CI Ink writes no frame until the end, and the mere presence of the variable counts.
  const { CI: _ci, CONTINUOUS_INTEGRATION: _other, NO_COLOR: _bare, NODE_OPTIONS: _options, ...rest } = process.env;
  const child = spawn('python3', [driver, String(columns), String(rows), ...command], {
    env: { ...rest, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const screen = openScreen(columns, rows);
  let written = '';
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject);
    // After what it has said is on the screen: how the program ended may be among it.
    child.on('close', (code) =>
      screen.write('', () => reject(new Error(`python3 ended with ${code} before the program did`))),
    );
    createInterface({ input: child.stdout }).on('line', (text) => {
      const said = JSON.parse(text) as string | { readonly exit?: number; readonly killed?: number };
      if (typeof said === 'string') {
        const bytes = Buffer.from(said, 'base64');
        written += bytes.toString('latin1');
        screen.write(bytes);
        return;
      }
      // Told only when all that was written before is on the screen.
      screen.write('', () => resolve({ code: said.exit ?? null, signal: said.killed ?? null }));
    });
  });
  // Whoever awaits it hears of it; nobody has to.
  ended.catch(() => undefined);
  // A program that is gone takes no more commands.
  child.stdin.on('error', () => undefined);
  const send = (value: object): void => void child.stdin.write(`${JSON.stringify(value)}\n`);
  return {
    screen,
    ended,
    written: () => written,
    type: (keys) => send({ type: keys }),
    signal: (name) => send({ signal: constants.signals[name] }),
    resize: (width, height) => {
      screen.terminal.resize(width, height);
      send({ resize: [width, height] });
    },
    close: () => {
      child.stdin.end();
      return ended;
    },
  };
};
