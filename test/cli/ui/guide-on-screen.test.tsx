import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Incident } from '../../../cli/incident/incident.js';
import type { Controller } from '../../../cli/ui/controller.js';
import { guideText } from '../../../cli/ui/guide/guide.js';
import { bindings, commandFor } from '../../../cli/ui/keys.js';
import { draw, keys, type Drawn } from './fixtures/drawn.js';
import { incident } from './fixtures/moments.js';
import { fakeSession } from './fixtures/session.js';
import { Story } from './fixtures/story.js';

const size = { columns: 80, rows: 24 } as const;
const main = { run: 'run-1', case: 'case-1', severity: 'P1' } as const;

let story: Story;
let session: Awaited<ReturnType<typeof fakeSession>>;
let drawn: Drawn;

beforeEach(async () => {
  story = await Story.begin();
});
afterEach(async () => {
  drawn.close();
  await session.close();
  await story.end();
});

const open = async (options: Parameters<typeof fakeSession>[1] = {}): Promise<Drawn> => {
  session = await fakeSession(story.path, options);
  drawn = await draw(session, { ...size, incident });
  return drawn;
};

const textOf = (controller: Controller): string =>
  guideText(
    {
      state: controller.state,
      config: session.config,
      me: session.config.operators.find(({ name }) => name === controller.state.operator),
      offer: controller.offer,
      incident: controller.incident,
      feed: controller.feed,
    },
    controller.frame().painted.selected,
  ) ?? '';

/** The keys that the guide names, after making sure that each does here what the guide says it does. */
const keysNamed = ({ controller }: Drawn): readonly string[] => {
  const { place, facts } = controller.frame(size);
  return [...textOf(controller).matchAll(/\{(\w+)\}/g)].map(([, command]) => {
    const key = bindings.find((one) => one.command === command)?.keys[0] ?? '';
    expect([command, commandFor(key, place, facts)]).toEqual([command, command]);
    return key;
  });
};

describe('the guide on the screen', () => {
  test('stands above the key hints, beside what GuardDuty says, and fills the form in', async () => {
    const { screen, press } = await open({ acting: { launch: async () => ({ id: 'run-1', case: 'case-1' }) } });
    await screen.until('→ GuardDuty reports 2 findings.');
    expect(screen.rows().at(-2)).toContain('q quit');
    expect(screen.text()).toContain(' GUARDDUTY  newest first');
    expect(screen.text()).toContain('Backdoor:EC2/C&CActivity.B!DNS · c2.bad.example.net');
    expect(keysNamed(drawn)).toEqual(['n']);
    await press('n');
    await screen.until('[x] i-0abc1234def567890');
    expect(screen.text()).toMatch(/severity +P1/);
    expect(screen.text()).toContain('▸             [ plan it ]');
    expect(keysNamed(drawn)).toEqual(['enter']);
    await press(keys.enter);
    await screen.until('is planned');
    expect(session.deeds).toMatchObject([
      {
        as: 'responder',
        does: 'launch',
        with: [
          {
            playbook: 'contain-instance',
            input: { instanceId: 'i-0abc1234def567890' },
            severity: 'P1',
            title: 'contain web-1: c2.bad.example.net',
            reason: 'GuardDuty: Backdoor:EC2/C&CActivity.B!DNS',
          },
        ],
      },
    ]);
  });

  test('leads with keys that work from the list to the signature', async () => {
    await story.tell({ ...main, until: 'planned' });
    const { screen, press } = await open();
    await screen.until('→ A plan waits for a signature.');
    expect(keysNamed(drawn)).toEqual(['enter']);
    await press(keys.enter);
    expect(keysNamed(drawn)).toEqual(['enter']);
    await press(keys.enter);
    expect(keysNamed(drawn)).toEqual(['G', 'o']);
    await press('o');
    expect(keysNamed(drawn)).toEqual(['y', 'N', 'G']);
    await press('y');
    expect(screen.text()).toContain('→ Type i-0abc1234def567890 and press ↵');
    expect(keysNamed(drawn)).toEqual(['enter', 'esc']);
    for (const key of ['i-0abc1234def567890', keys.enter]) await press(key);
    expect(screen.text()).toContain('→ Say why in your own words and press ↵');
  });

  test('leads with keys that work from what is done to the way back', async () => {
    await story.tell({ ...main, until: 'completed' });
    const { screen, press } = await open();
    await screen.until('→ It is done');
    for (const key of keysNamed(drawn)) await press(key === 'enter' ? keys.enter : key);
    expect(keysNamed(drawn)).toEqual(['up', 'down', 'd']);
    await press('d');
    expect(keysNamed(drawn)).toEqual(['esc']);
    await press(keys.esc);
    await screen.until('─ log ─');
    await press(keys.esc);
    await screen.until((text) => text.includes('RUNS') && text.includes('credentials of web-tier were taken'));
    await press('n');
    await screen.until('role/web-tier');
    expect(screen.text()).toMatch(/case +case-1/);
    expect(keysNamed(drawn)).toEqual(['enter']);
  });

  test('answers a failed step', async () => {
    await story.tell({ ...main, until: 'failed' });
    const { screen, press } = await open();
    await screen.until('→ A step failed.');
    await press(keys.enter);
    expect(keysNamed(drawn)).toEqual(['f']);
    await press('f');
    expect(keysNamed(drawn)).toEqual(['up', 'down', 'enter']);
  });

  test('is hidden and shown again with h, and takes no other key', async () => {
    const { screen, press, controller } = await open();
    await screen.until('→ GuardDuty');
    await press('h');
    await screen.until('The guide is hidden: h shows it again.');
    expect(screen.text()).not.toMatch(/→|GUARDDUTY/);
    await press('n');
    expect(screen.text()).toContain('[ ] i-0abc1234def567890');
    await press(keys.esc);
    await screen.until('RUNS');
    await press('h');
    await screen.until('→ GuardDuty');
    const { place, facts } = controller.frame(size);
    expect(commandFor('h', place, facts)).toBe('guide');
    expect(commandFor('h', place, { ...facts, guided: false })).toBeNull();
  });

  test('keeps a form that was changed, and fills an untouched one in anew', async () => {
    const { screen, press } = await open();
    await screen.until('→ GuardDuty');
    for (const key of ['n', keys.up, keys.up, keys.up, ' at once', keys.esc]) await press(key);
    await screen.until('RUNS');
    await press('n');
    expect(screen.text()).toContain('c2.bad.example.net at once');
  });

  test('fills in the form of whoever opened it before anything was known', async () => {
    let tell: (known: Incident) => void = () => undefined;
    session = await fakeSession(story.path);
    drawn = await draw(session, { ...size, incident: new Promise<Incident>((resolve) => (tell = resolve)) });
    expect(drawn.screen.text()).not.toContain('→');
    await drawn.press('n');
    await drawn.screen.until('[ ] i-0abc1234def567890');
    tell(incident);
    await drawn.screen.until('[x] i-0abc1234def567890');
  });

  test('is not there in production, whatever happened', async () => {
    const { screen, press, controller } = await open({ mode: 'production' });
    await screen.until('→ Press n to plan a first run.');
    expect(controller.frame(size).facts.guided).toBe(false);
    expect(screen.text()).not.toContain('GUARDDUTY');
    await press('h');
    expect(screen.text()).not.toContain('guide');
    await press('?');
    expect(screen.text()).not.toContain('guide');
  });
});
