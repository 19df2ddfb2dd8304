import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { span } from '../../../cli/ui/text/line.js';
import { painter, wantsColour } from '../../../cli/ui/tones.js';
import { draw, keys, type Drawn } from './fixtures/drawn.js';
import { fakeSession } from './fixtures/session.js';
import { Story } from './fixtures/story.js';

const evil = 'web\u001b]0;pwned\u0007\u001b[2J\u001b[1;1H\u202eeman\r\nFORGED LINE';

let story: Story;
let drawn: Drawn;
let session: Awaited<ReturnType<typeof fakeSession>>;

beforeAll(async () => {
  story = await Story.begin();
  await story.tell({
    run: 'run-evil',
    case: 'case-1',
    until: 'planned',
    severity: 'P1',
    title: evil,
    reason: 'why it is asked for',
    instances: [`i-${evil}`],
  });
  await story.write('case-1', 'note', { run: 'run-evil', text: evil });
  // No worker records such a reason: it was put there by somebody who can write the file.
  story.replace('why it is asked for', evil);
  const wide = '宽'.repeat(60);
  await story.tell({ run: 'run-wide', case: 'case-2', until: 'failed', title: wide, instances: [`i-${wide}`] });
});
afterAll(() => story.end());
afterEach(async () => {
  drawn.close();
  await session.close();
});

describe('text that an attacker can write', () => {
  test.each([
    ['home', []],
    ['the inbox', ['a']],
    ['a run', [keys.enter]],
    ['a plan', [keys.enter, keys.enter]],
    ['a question', ['o', keys.enter, keys.enter, 'y']],
    ['the ledger', ['l']],
    ['an entry', ['l', keys.enter]],
    ['a failed step', [':', 'run run-wide', keys.enter, keys.enter]],
  ])('does nothing to the terminal on %s, and moves no other text', async (_where, typed) => {
    session = await fakeSession(story.path);
    drawn = await draw(session, { columns: 80, rows: 24 });
    let title = '';
    drawn.screen.terminal.onTitleChange((changed) => (title = changed));
    for (const key of typed) await drawn.press(key);
    const rows = drawn.screen.rows();
    expect(title).toBe('');
    expect(rows[1]).toBe('─'.repeat(80));
    expect(rows.at(-2)).toContain(typed.at(-1) === 'y' ? 'never mind' : 'q quit');
    expect(rows.filter((row) => row.startsWith('FORGED'))).toEqual([]);
    expect(drawn.screen.text()).not.toContain('\u202e');
  });
});

describe('colours', () => {
  test('are left out when they are not wanted; weight and words stay', () => {
    expect(wantsColour({ NO_COLOR: '1' })).toBe(false);
    expect(wantsColour({ TERM: 'dumb' })).toBe(false);
    expect(wantsColour({ NO_COLOR: '', TERM: 'xterm' })).toBe(true);
    const line = [span('stopped', 'bad')];
    expect(painter(false)(line)).toBe('\u001b[1mstopped\u001b[22m');
    expect(painter(true)(line)).toContain('\u001b[31m');
  });
});
