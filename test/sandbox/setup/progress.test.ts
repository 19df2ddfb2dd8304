import { expect, jest, test } from '@jest/globals';
import { createProgress } from '../../../sandbox/setup/progress.mjs';

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 40, write: (text: string) => written.push(text) };
}

test('off a terminal each step is whole lines, with a sign of life every 15 seconds', async () => {
  jest.useFakeTimers();
  const out = screen(false);
  const step = createProgress(out, {}).step('build', () => new Promise<void>((resolve) => setTimeout(resolve, 31_000)));
  await jest.advanceTimersByTimeAsync(31_000);
  await step;
  jest.useRealTimers();
  expect(out.written).toEqual([
    'firebreak: build …\n',
    'firebreak: still build (15 s)\n',
    'firebreak: still build (30 s)\n',
    'firebreak: build: done in 31.0 s\n',
  ]);
});

test('on a terminal steps share one line that is redrawn and never wider than the screen', async () => {
  const out = screen(true);
  const { step } = createProgress(out, {});
  await Promise.all([step('one', async (shown) => shown.say('x'.repeat(100))), step('two', async () => {})]);
  const drawn = out.written.filter((text) => !text.endsWith('\n'));
  expect(drawn.every((text) => text.startsWith('\r\x1b[2K') && text.length < '\r\x1b[2K'.length + 40)).toBe(true);
  expect(out.written.filter((text) => text.endsWith('\n'))).toHaveLength(2);
});

test('an automated check gets whole lines even on a terminal', async () => {
  const out = screen(true);
  await createProgress(out, { CI: 'true' }).step('build', async () => {});
  expect(out.written.join('')).not.toContain('\x1b');
});

test('a step that fails says so and passes the failure on', async () => {
  const out = screen(false);
  const step = createProgress(out, {}).step('build', () => Promise.reject(new Error('no')));
  await expect(step).rejects.toThrow('no');
  expect(out.written.at(-1)).toMatch(/^firebreak: build: failed in/);
});
