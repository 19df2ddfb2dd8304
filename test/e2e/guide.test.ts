import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openPty, type Pty } from '../support/pty.js';
import { Stack } from '../support/stack.js';

const program = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'bin.js');

let stack: Stack;
let pty: Pty;
beforeAll(async () => {
  stack = await Stack.start();
}, 120_000);
afterEach(() => pty.close());
afterAll(() => stack?.stop());

const enter = '\r';
const esc = '\u001b';

/** Waits until the guide says something, then presses a key. */
const told = async (text: string | RegExp, keys: string): Promise<void> => {
  const flat = (shown: string): string => shown.replaceAll(/\s+/g, ' ');
  await pty.screen.until((shown) => (typeof text === 'string' ? flat(shown).includes(text) : text.test(flat(shown))));
  pty.type(keys);
};

const sign = async (target: string): Promise<void> => {
  await told('→ Read', 'o');
  await told('→ You are ir-lead: y signs exactly this plan', 'y');
  await told(`→ Type ${target} and press ↵`, `${target}${enter}`);
  await told('→ Say why in your own words', `looked at${enter}`);
};

test('whoever does what the guide says comes from the findings to the verified ledger, on 80×24', async () => {
  const target = stack.status().targets[0]?.id ?? '';
  pty = openPty([process.execPath, program, 'start'], {
    columns: 80,
    rows: 24,
    env: { FIREBREAK_HOME: stack.home, NO_COLOR: '1' },
  });
  await told(/→ GuardDuty reports 3 findings\. First: contain web-3: .* n opens the form/, 'n');
  await told(/→ Filled in from the findings.*↵ has it planned/, enter);
  await told('→ It is only planned: nothing has changed. ↵ opens the plan', enter);
  await sign(target);
  await told(/→ The changes are made and read back; .* d: what AWS reads back/, 'd');
  await stack.admin.advanceClock(6 * 60_000);
  await told('NOT CUT is what stays open. esc leads back.', esc);
  await told(/The credentials of web-tier were taken: .* Ask as responder, .*: o\./, 'o');
  await told('esc leads back to the runs', esc);
  await told('n opens the form for revoke-credentials, filled in', 'n');
  await told(/→ Filled in from the findings.*↵ has it planned/, enter);
  await told('→ It is only planned: nothing has changed. ↵ opens the plan', enter);
  await told('→ Read WILL BREAK', 'o');
  await told('→ You are ir-lead: y signs exactly this plan', 'y');
  await told('→ Say why in your own words', `taken${enter}`);
  await told(/Once web-3 is rebuilt, its run puts it back\. esc leads back/, esc);
  await told(/its run puts it back\. Move to that run with/, '\u001b[B');
  await told('its run puts it back. ↵ opens its run', enter);
  await told('Ask as responder, for who asks cannot sign: o.', 'o');
  await told('→ Once web-3 is rebuilt: r plans putting it back', 'r');
  await told('→ ↵ goes on, esc leaves everything as it is', enter);
  await told('→ Say why and press ↵: the way back is planned', `rebuilt${enter}`);
  await told('→ The way back is only planned', enter);
  await sign(target);
  await told('all but standbyInstance: that one has to be named. l shows', 'l');
  await told('→ v proves that no entry was altered', 'v');
  await told(/✓ ledger ok: \d+ entries .* → That was the whole way/, 'q');
  expect(await pty.ended).toEqual({ code: 0, signal: null });
}, 120_000);
