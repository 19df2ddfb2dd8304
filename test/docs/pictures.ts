/**
 * Makes the pictures of the terminal UI that the README shows, from real screens of a real sandbox:
 *
 *     NODE_NO_WARNINGS=1 node_modules/node/bin/node --experimental-vm-modules node_modules/jest/bin/jest.js \
 *       --testMatch '<rootDir>/test/docs/pictures.ts'
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openPty } from '../support/pty.js';
import { screenSvg } from '../support/screen-svg.js';
import { Stack } from '../support/stack.js';

const root = join(import.meta.dirname, '..', '..');
let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
}, 120_000);
afterAll(() => stack?.stop());

it('pictures of the plan and of the run', async () => {
  const target = stack.status().targets[0]?.id ?? '';
  await stack.ask('sandbox', 'scenario', 'load', 'crypto-miner');
  const why = 'GuardDuty: C&CActivity.B!DNS, BitcoinTool.B!DNS';
  const { id, planHash } = await stack.launch(target, '--title', 'web-3 mines', '--severity', 'P1', '--reason', why);
  const pty = openPty([process.execPath, join(root, 'dist', 'cli', 'bin.js')], {
    columns: 118,
    rows: 38,
    env: { FIREBREAK_HOME: stack.home },
  });
  // Each frame ends so: what comes in between is half of one and half of another.
  const isWhole = (): boolean => pty.written().endsWith('\u001b[?2026l');
  const save = (name: string): void =>
    writeFileSync(join(root, 'docs', 'images', `${name}.svg`), `${screenSvg(pty.screen.terminal)}\n`);
  try {
    await pty.screen.until('contain-instance');
    pty.type('\r');
    await pty.screen.until('isolateInstance');
    pty.type('p');
    await pty.screen.until(
      (shown) =>
        /WILL DO[^]*approvals 0 of 1[^]*→ Read WILL BREAK[^]*y approve/.test(shown) &&
        /worker ✓/.test(shown) &&
        isWhole(),
    );
    save('plan');
    pty.type('u');
    await pty.screen.until('isolateInstance');
    await stack.ask('approve', id, '--plan', planHash, '--reason', 'findings confirmed', '--as', 'ir-lead');
    await pty.screen.until(
      (shown) =>
        /isolateInstance\s+✓ configured/.test(shown) &&
        /snapshots \d+ %[^]*→ The changes are made/.test(shown) &&
        isWhole(),
    );
    save('run');
    pty.type('q');
    expect(await pty.ended).toEqual({ code: 0, signal: null });
  } finally {
    await pty.close();
  }
});
