import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { openPty, type Pty } from '../../support/pty.js';
import { Story } from './fixtures/story.js';

const node = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));
const program = fileURLToPath(new URL('./fixtures/console.ts', import.meta.url));

const enterAlternate = '\u001b[?1049h';
const leaveAlternate = '\u001b[?1049l';
const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const bracketedPaste = '\u001b[?2004l';

let story: Story;
let pty: Pty;

beforeAll(async () => {
  story = await Story.begin();
  await story.tell({ run: 'run-done', case: 'case-2', until: 'completed', severity: 'P3' });
  await story.tell({ run: 'run-asks', case: 'case-1', until: 'planned', severity: 'P1' });
});
afterAll(() => story.end());
afterEach(() => pty.close());

const start = async (options: Parameters<typeof openPty>[1] = {}): Promise<Pty> => {
  pty = openPty([node, '--no-warnings', program, story.path], options);
  await pty.screen.until('? help');
  return pty;
};

/** What a person's shell must be like afterwards. */
const expectRestored = ({ written, screen }: Pty): void => {
  const output = written();
  expect(output.lastIndexOf(leaveAlternate)).toBeGreaterThan(output.lastIndexOf(enterAlternate));
  expect(output.lastIndexOf(showCursor)).toBeGreaterThan(output.lastIndexOf(hideCursor));
  expect(output.lastIndexOf(bracketedPaste)).toBeGreaterThan(0);
  expect(screen.terminal.buffer.active.type).toBe('normal');
  expect(screen.text()).toContain('the shell was here');
  expect(screen.text()).not.toContain('RUNS');
};

describe('on a real terminal', () => {
  test('keys lead from the list to a signature, and the signature shows', async () => {
    const { type, screen, ended } = await start();
    type('\r');
    await screen.until('run-asks ');
    type('\r');
    await screen.until('WILL BREAK');
    type('o');
    await screen.until('you: lead');
    type('y');
    await screen.until('Type i-0abc1234def567890');
    // A paste goes where one types, and its line break submits nothing.
    type('\u001b[200~i-0abc1234def567890\n\u001b[201~');
    await screen.until('› i-0abc1234def567890');
    type('\r');
    await screen.until('You sign exactly this plan.');
    type('agreed on the bridge\r');
    await screen.until('lead says approve: “agreed on the bridge”');
    type('x\r');
    await screen.until('Cancel. It goes on record');
    type('why not\r');
    await screen.until('✗ The worker refused it.');
    expect(screen.text()).toContain('See firebreak show.');
    type('q');
    expect(await ended).toEqual({ code: 0, signal: null });
    expectRestored(pty);
  });

  test.each([
    ['q', () => pty.type('q'), 0, 'left with 0'],
    ['^C', () => pty.type('\u0003'), 130, 'left with 130'],
    ['^C while something is typed', () => pty.type(':run\u0003'), 130, 'left with 130'],
    ['SIGINT', () => pty.signal('SIGINT'), 130, 'left with 130'],
    ['SIGTERM', () => pty.signal('SIGTERM'), 143, 'left with 143'],
    ['SIGHUP', () => pty.signal('SIGHUP'), 129, 'left with 129'],
    ['an exception', () => pty.signal('SIGUSR2'), 1, 'failed: thrown where nobody catches'],
    ['process.exit', () => pty.signal('SIGUSR1'), 7, 'the shell was here'],
  ] as const)('%s gives the terminal back', async (_way, leave, code, last) => {
    const { ended, screen } = await start();
    leave();
    expect(await ended).toEqual({ code, signal: null });
    expectRestored(pty);
    expect(screen.text()).toContain(last);
  });

  test('^Z comes back where no shell can continue it', async () => {
    const { type, screen, written } = await start();
    type('?');
    await screen.until('EVERYWHERE');
    type('\u001a');
    await screen.until(() => written().split(enterAlternate).length === 3);
    await screen.until('EVERYWHERE');
    type('q');
    expect((await pty.ended).code).toBe(0);
    expectRestored(pty);
  });

  test('follows the size of the terminal, and never fills its last row', async () => {
    const { resize, screen } = await start({ columns: 116, rows: 40 });
    expect(screen.text()).toContain('TARGET');
    for (const [columns, rows] of [
      [80, 24],
      [60, 16],
      [140, 50],
    ] as const) {
      resize(columns, rows);
      await screen.until((text) => {
        const lines = text.split('\n');
        return (
          lines[rows - 2]?.includes('q quit') === true && lines[1] === '─'.repeat(columns) && lines[rows - 1] === ''
        );
      });
      expect(screen.text()).toContain('P1');
    }
    resize(40, 10);
    await screen.until('This terminal has 40×10');
    resize(80, 24);
    await screen.until('? help');
  });

  test('NO_COLOR leaves the words and marks, and no colour', async () => {
    const colour = /\u001b\[[0-9;]*(?:3[0-7]|9[0-7])m/;
    const coloured = await start();
    expect(coloured.written()).toMatch(colour);
    await pty.close();
    const { written, screen } = await start({ env: { NO_COLOR: '1' } });
    expect(written()).not.toMatch(colour);
    await screen.until('✓ completed · configured');
  });
});
