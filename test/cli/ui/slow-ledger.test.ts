import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Reading } from '../../../cli/session/session.js';
import { Controller } from '../../../cli/ui/controller.js';
import { current } from '../../../cli/ui/state/state.js';
import { LedgerUnavailableError } from '../../../ledger/errors.js';
import { until } from '../../support/aws.js';
import { fakeSession } from './fixtures/session.js';
import { Story } from './fixtures/story.js';

/** A real ledger as it is behind a network: its answers can be held back, or fail to come. */
class Network {
  #held: Promise<void> | null = null;
  #letGo: () => void = () => undefined;
  isDown = false;

  hold(): void {
    this.#held = new Promise((resolve) => (this.#letGo = resolve));
  }

  letGo(): void {
    this.#held = null;
    this.#letGo();
  }

  before<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (name === 'ledger') return this.before(value as object);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          await this.#held;
          if (this.isDown) throw new LedgerUnavailableError('failed', 'the ledger db:5432 cannot be used');
          return Reflect.apply(value, target, given) as Promise<unknown>;
        };
      },
    });
  }
}

const size = { columns: 116, rows: 30 } as const;
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let story: Story;
let network: Network;
let session: Awaited<ReturnType<typeof fakeSession>>;
let controller: Controller;

beforeEach(async () => {
  story = await Story.begin();
  await story.tell({ run: 'run-asks', case: 'case-1', until: 'planned', severity: 'P1' });
  session = await fakeSession(story.path);
  network = new Network();
  const reading: Reading = network.before(session.reading);
  const health = async () => ({ temporal: true, worker: true, aws: true, ledger: true });
  controller = new Controller({ ...session, reading }, { targets: [], health, firstRun: false });
  await controller.feed.poll();
});
afterEach(async () => {
  network.letGo();
  controller.stop();
  await session.close();
  await story.end();
});

const shown = (): string =>
  controller
    .frame(size)
    .lines.map((line) => line.map(({ text }) => text).join(''))
    .join('\n');
const screen = () => current(controller.state).screen.name;

describe('the console over a ledger that takes its time', () => {
  test('goes on showing a screen until what the next one shows is read, and takes keys in order', async () => {
    const before = shown();
    network.hold();
    controller.key('enter');
    controller.key('l');
    expect(shown()).toBe(before);
    network.letGo();
    await tick();
    expect(screen()).toBe('ledger');
    expect(shown()).toMatch(/case-1 · \d+ entries/);
    controller.key('esc');
    expect(screen()).toBe('run');
  });

  test('holds no key up for long: what is not there yet is said where it will stand', async () => {
    network.hold();
    controller.key('enter');
    controller.key('l');
    await until('the ledger to be shown', async () => screen() === 'ledger' || undefined);
    expect(shown()).toContain('case-1 · reading …');
    network.letGo();
    await until('its entries', async () => /case-1 · \d+ entries/.test(shown()) || undefined);
  });

  test('shows what was read last while it is away, says so, and goes on by itself', async () => {
    controller.key('enter');
    await tick();
    const before = shown();
    network.isDown = true;
    await controller.feed.poll();
    expect(controller.feed.snapshot()).toMatchObject({
      problem: 'the ledger db:5432 cannot be used',
      views: [{ id: 'run-asks' }],
    });
    const [, ...body] = shown().split('\n');
    expect(body).toEqual(before.split('\n').slice(1));
    await story.write('case-1', 'note', { run: 'run-asks', text: 'written meanwhile' });
    network.isDown = false;
    await controller.feed.poll();
    expect(controller.feed.snapshot().problem).toBeNull();
    expect(shown()).toContain('written meanwhile');
  });
});
