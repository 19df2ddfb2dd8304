import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CliError, exit } from '../../../cli/errors.js';
import type { Controller } from '../../../cli/ui/controller.js';
import { widthOf } from '../../../cli/ui/text/width.js';
import type { Acting } from '../../../cli/session/session.js';
import { draw, keys, type Drawn } from './fixtures/drawn.js';
import { fakeSession } from './fixtures/session.js';
import { Story } from './fixtures/story.js';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 116, rows: 40 },
] as const;

let story: Story;
let plan: string;
let drawn: Drawn;
let session: Awaited<ReturnType<typeof fakeSession>>;

beforeAll(async () => {
  story = await Story.begin();
  await story.tell({ run: 'run-done', case: 'case-4', until: 'completed', severity: 'P3', title: 'a drill' });
  await story.tell({ run: 'run-busy', case: 'case-3', until: 'running', title: 'odd traffic' });
  await story.tell({ run: 'run-stuck', case: 'case-2', until: 'failed', requestedBy: 'lead', title: 'a miner' });
  plan = await story.tell({ run: 'run-asks', case: 'case-1', until: 'planned', severity: 'P1' });
});
afterAll(() => story.end());
afterEach(async () => {
  drawn.close();
  await session.close();
});

const open = async (
  size: { readonly columns: number; readonly rows: number },
  options: Parameters<typeof fakeSession>[1] & { readonly firstRun?: boolean } = {},
): Promise<Drawn> => {
  session = await fakeSession(story.path, options);
  drawn = await draw(session, { ...size, ...(options.firstRun !== undefined && { firstRun: options.firstRun }) });
  return drawn;
};

const textOf = (controller: Controller): string =>
  [
    ...controller.frame().lines.map((line) =>
      line
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ),
    '',
  ].join('\n');

/** Where each screen is, as keys from home. */
const ways: Readonly<Record<string, readonly string[]>> = {
  runs: [],
  'runs, filtered': ['/', 'a'],
  approvals: ['a'],
  run: [keys.enter],
  plan: [keys.enter, keys.enter],
  'plan, every call': [keys.enter, keys.enter, keys.enter],
  'plan, asked to approve': [keys.enter, keys.enter, 'y', 'x', keys.enter],
  'failed step': [keys.down, keys.enter, keys.enter],
  'failed step, asked why': [keys.down, keys.enter, keys.enter, keys.enter],
  ledger: ['l'],
  entry: ['l', keys.enter],
  'new run': ['n'],
  'new run, incomplete': ['n', ...Array.from({ length: 20 }, () => keys.down), keys.enter],
  step: [':', 'run run-b', keys.enter, 'd'],
  help: ['?'],
  palette: [':', 'r'],
};

describe.each(sizes)('on $columns×$rows', (size) => {
  test.each(Object.keys(ways))('%s leaves the last row free and cuts nothing off the side', async (name) => {
    const { press, controller, screen } = await open(size);
    for (const key of ways[name] ?? []) await press(key);
    const { lines } = controller.frame();
    expect(lines).toHaveLength(size.rows - 1);
    const widest = Math.max(...lines.map((line) => widthOf(line.map(({ text }) => text).join(''))));
    expect(widest).toBeLessThanOrEqual(size.columns);
    expect(screen.rows().at(-1)).toBe('');
    // What the controller paints is what the person sees.
    await screen.until((text) => text === textOf(controller));
  });

  test('home shows what waits first, and what each run is at', async () => {
    const { screen } = await open(size);
    const rows = screen.rows();
    expect(rows[0]).toContain('sandbox · eu-west-1');
    expect(rows[0]).toContain('you: responder');
    expect(rows[2]).toContain('3 open · 1 wait for you');
    expect(rows.slice(4, 8).map((row) => row.slice(2, 4))).toEqual(['P1', 'P2', 'P2', 'P3']);
    expect(rows[4]).toContain('▸ P1');
    expect(rows[4]).toMatch(/◆ needs 1 of ir-lead \(3h 59m left\)\s+00:00:\d\d$/);
    expect(rows[5]).toContain('✗ isolateInstance stopped: AWS denied');
    expect(rows[6]).toContain('► 1/4 isolateInstance');
    expect(rows[7]).toContain('✓ completed · configured');
  });

  test('a plan shows what breaks, what is done, what is left open, who asks and what is missing', async () => {
    const { screen, press } = await open(size);
    for (const key of ways['plan'] ?? []) await press(key);
    expect(screen.text()).toContain(plan);
    let seen = screen.text();
    await press(keys.pageDown);
    seen += screen.text();
    await press('G');
    seen += screen.text();
    for (const part of [
      'WILL BREAK',
      '✗ danger  Auto Scaling group web replaces i-0abc1234def567890',
      '! warning target group web keeps 2 healthy of 3',
      'ec2:ModifyNetworkInterfaceAttribute',
      'sg-web, sg-ssh → quarantine group, no rules',
      'termination protection off → on',
      'NOT CUT',
      'Amazon DNS',
      'NOT APPLICABLE',
      'stop protection: AWS offers none for a Spot instance',
      'CAN UNDO',
      'responder asked: “beacon to 203.0.113.7 since 02:14”',
      'approvals 0 of 1 · ir-lead, not responder',
      'another person must approve',
    ])
      expect(seen).toContain(part);
  });

  test('a run shows its stages, its steps and what is being recorded', async () => {
    const { screen, press } = await open(size);
    await press(':');
    await press('run run-b');
    await press(keys.enter);
    expect(screen.text()).toContain('protect ✓ ── snapshot · ── contain ► ── complete ·');
    expect(screen.text()).toMatch(/isolateInstance +► applying/);
    expect(screen.text()).toMatch(/protectInstance +✓ configured +termination prot/);
    expect(screen.text()).toContain('ok 187 ms');
    await story.write('case-3', 'note', { run: 'run-busy', text: 'seen as soon as it is recorded' });
    await screen.until('seen as soon as it is recorded');
  });

  test('a failed step shows what happened, how to fix it and the four ways on', async () => {
    const { screen, press } = await open(size);
    for (const key of ways['failed step'] ?? []) await press(key);
    expect(screen.text()).toMatch(/what +Denied: AWS denied ec2:ModifyNetworkInterfaceAttribute on eni-01/);
    expect(screen.text()).toContain('firebreak iam-policy --playbook contain-instance');
    for (const choice of ['▸ retry', 'skip', 'abort', 'release']) expect(screen.text()).toContain(choice);
  });
});

const [small] = sizes;

describe('acting', () => {
  const toThePlan = async (acting: Partial<Acting> = {}): Promise<Drawn> => {
    const opened = await open(small, { acting });
    for (const key of ['o', ...(ways['plan'] ?? [])]) await opened.press(key);
    return opened;
  };

  test('approving a destructive plan asks for the target, then why, and signs the plan that was read', async () => {
    const { press, screen } = await toThePlan();
    await press('y');
    expect(screen.text()).toContain('Type i-0abc1234def567890');
    await press('yes');
    await press(keys.enter);
    expect(screen.text()).toContain('That is not i-0abc1234def567890.');
    expect(session.deeds).toEqual([]);
    await press('\u0015i-0abc1234def567890');
    await press(keys.enter);
    await press(keys.enter);
    expect(screen.text()).toContain('A reason is needed');
    await press('agreed');
    await press(keys.enter);
    await screen.until('your signature is on record');
    expect(session.deeds).toEqual([{ as: 'lead', does: 'approve', with: ['run-asks', plan, 'agreed'] }]);
  });

  test('a refusal is shown with what to do next', async () => {
    const { press, screen } = await toThePlan({
      deny: () => Promise.reject(new CliError(exit.refused, 'stale-plan', 'That plan is gone.', 'Read the new one.')),
    });
    await press('N');
    await press('no');
    await press(keys.enter);
    await screen.until('✗ That plan is gone.');
    expect(screen.text()).toContain('Read the new one.');
    expect(screen.text()).toContain('WILL BREAK');
  });

  test('what is under way is shown until it is over, and only one thing is', async () => {
    let finish: () => void = () => undefined;
    const { press, screen } = await toThePlan({ deny: () => new Promise((resolve) => (finish = resolve)) });
    await press('N');
    await press('no');
    await press(keys.enter);
    await screen.until('… denying run-asks as lead');
    await press('N');
    expect(screen.text()).toContain('One thing at a time');
    finish();
    await screen.until('✓ Denied');
  });

  test('esc leaves a question without doing anything', async () => {
    const { press, screen } = await toThePlan();
    await press('N');
    await press('no');
    await press(keys.esc);
    await screen.until((text) => !text.includes('Deny plan'));
    expect(session.deeds).toEqual([]);
  });

  test('a failed step is answered with the marked choice and a reason', async () => {
    const { press, screen } = await open(small);
    for (const key of [...(ways['failed step'] ?? []), keys.down, keys.enter]) await press(key);
    expect(screen.text()).toContain('skip: go on without this step');
    await press('known gap');
    await press(keys.enter);
    await screen.until('skip is on record');
    const step = 'contain/i-0abc1234def567890/isolateInstance';
    expect(session.deeds).toEqual([
      { as: 'responder', does: 'decide', with: ['run-stuck', step, 'skip', 'known gap'] },
    ]);
  });

  test('release and cancel ask twice', async () => {
    const { press, screen } = await open(small, { acting: { release: async () => 'release-1' } });
    for (const key of [':', 'run run-done', keys.enter, 'r']) await press(key);
    expect(screen.text()).toContain('Putting back may re-open a compromised host');
    for (const key of [keys.enter, 'all clear', keys.enter]) await press(key);
    await screen.until('release-1 is planned');
    for (const key of [':', 'run run-busy', keys.enter, 'x', keys.enter, 'wrong host', keys.enter]) await press(key);
    await screen.until('run-busy stops after the change in flight');
    expect(session.deeds.map(({ does, with: given }) => [does, ...given])).toEqual([
      ['release', 'run-done', [], 'all clear'],
      ['cancel', 'run-busy', 'wrong host'],
    ]);
  });

  test('a new run is asked for from the form', async () => {
    const { press, screen } = await open(small, {
      acting: { launch: async () => ({ id: 'run-busy', case: 'case-3' }) },
    });
    await press('n');
    await screen.until('contain-instance');
    for (const key of [keys.down, ' ', ...Array.from({ length: 6 }, () => keys.down)]) await press(key);
    for (const key of ['beacon', keys.enter, 'seen in flow logs', keys.enter, keys.enter, keys.enter]) await press(key);
    await screen.until('run-busy is planned');
    expect(session.deeds).toEqual([
      {
        as: 'responder',
        does: 'launch',
        with: [
          {
            playbook: 'contain-instance',
            input: { instanceId: 'i-0abc1234def567890', untrack: 'no', keepProfile: 'no' },
            severity: 'P2',
            title: 'beacon',
            reason: 'seen in flow logs',
          },
        ],
      },
    ]);
  });
});

describe('what only one person could sign', () => {
  test('is not asked for by that person, who is told why', async () => {
    const { press, screen } = await open(small);
    for (const key of ['o', ':', 'run run-done', keys.enter, 'r']) await press(key);
    expect(screen.text()).toContain('Nobody could sign it: it needs 1 of ir-lead, and not the one who asks.');
    for (const key of [keys.esc, keys.esc, 'n']) await press(key);
    await screen.until('contain-instance');
    await press(keys.down);
    await press(' ');
    for (let row = 0; row < 6; row += 1) await press(keys.down);
    for (const key of ['beacon', keys.enter, 'seen', keys.enter, keys.enter, keys.enter]) await press(key);
    expect(screen.text()).toContain('Nobody could sign it');
    expect(session.deeds).toEqual([]);
  });
});

describe('a step', () => {
  test('is shown whole: what was planned, what AWS reads back, what is not cut', async () => {
    await story.write('case-4', 'verification', {
      run: 'run-done',
      step: 'contain/i-0abc1234def567890/isolateInstance',
      assurance: 'configured',
      holds: true,
      since: '2026-11-22T02:31:16.700Z',
      facts: ['eni-01 reads [sg-q]', 'sg-q has 0 rules'],
      notCut: ['Amazon DNS: no security group filters it'],
    });
    const { press, screen } = await open(small);
    for (const key of [':', 'run run-done', keys.enter, 'g', 'j', 'j', 'd']) await press(key);
    for (const part of [
      'isolateInstance  ✓ configured',
      'READ BACK',
      'eni-01 reads [sg-q]',
      'sg-q has 0 rules',
      'NOT CUT',
      'Amazon DNS: no security group filters it',
    ])
      expect(screen.text()).toContain(part);
    await press(keys.esc);
    await screen.until('─ log ─');
  });
});

describe('the ledger on the screen', () => {
  test('is verified with v', async () => {
    const { press, screen } = await open(small);
    for (const key of ['l', 'v']) await press(key);
    await screen.until((text) => /✓ ledger ok: \d+ entries of case-1, head sha256:/.test(text));
  });
});

describe('who acts', () => {
  test('can be switched in the sandbox only', async () => {
    const sandbox = await open(small);
    await sandbox.press('o');
    expect(sandbox.screen.rows()[0]).toContain('you: lead');
    sandbox.close();
    await session.close();
    const production = await open(small, { mode: 'production' });
    await production.press('o');
    expect(production.screen.rows()[0]).toContain('you: responder');
    expect(production.screen.text()).not.toContain('operator');
    for (const key of [':', 'operator lead', keys.enter]) await production.press(key);
    expect(production.screen.text()).toContain('Only the sandbox lets one person act as several.');
    expect(production.screen.rows()[0]).toContain('you: responder');
  });
});

describe('finding', () => {
  test('a filter shows only the runs that contain it', async () => {
    const { press, screen } = await open(small);
    await press('/');
    await press('miner');
    expect(screen.text()).toContain('1 of 4');
    expect(screen.text()).not.toContain('P1');
    await press(keys.enter);
    await press(keys.esc);
    await screen.until('P1');
  });

  test('a ledger entry can be read whole', async () => {
    const { press, screen } = await open({ columns: 116, rows: 40 });
    for (const key of ['l', keys.enter]) await press(key);
    const [entry] = (await session.reading.entries('case-1')).slice(-1);
    await press('G');
    await screen.until(entry?.hash ?? 'no entry');
  });
});

describe('a first-time reader', () => {
  test('is told what to press next, until it was done once', async () => {
    const { press, screen } = await open(small);
    await press('o');
    await press('k');
    await screen.until('You act as lead');
    await press(keys.esc);
    await screen.until('→ Something waits for you: press a');
    await press('a');
    await press(keys.esc);
    await screen.until((text) => text.includes('RUNS') && !text.includes('→ Something waits'));
  });

  test('is nobody when the caller says so', async () => {
    const { screen } = await open(small, { firstRun: false });
    expect(screen.text()).not.toContain('→');
  });
});
