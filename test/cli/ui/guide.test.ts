import { describe, expect, test } from '@jest/globals';
import { advice } from '../../../cli/ui/guide/advice.js';
import { guideLines } from '../../../cli/ui/guide/guide-lines.js';
import { chapterOf, openResponse, type Moment } from '../../../cli/ui/guide/moment.js';
import { bindings, type Place } from '../../../cli/ui/keys.js';
import { field } from '../../../cli/ui/state/field.js';
import type { Ask, Screen, Typing } from '../../../cli/ui/state/state.js';
import { gate, host, incident, lead, moment, planned, responder, revocation, run, stage } from './fixtures/moments.js';

const waits = run({ state: 'waiting', gates: [gate()] });
const releasing = gate({ id: 'gate-2', workflowId: 'run-1/release-1' });

/** How far an incident can be, and what has been done by then. */
const chapters: Readonly<Record<string, Partial<Moment>>> = {
  'nothing asked for': {},
  'a plan waits': { runs: [waits] },
  'a plan waits that only its requester may sign': {
    runs: [run({ state: 'waiting', gates: [gate({ requestedBy: 'ir-lead', requester: lead.person })] })],
  },
  'another run waits': { runs: [run({ id: 'run-9', playbook: 'other', targets: ['x'], gates: [gate()] })] },
  'a step failed': {
    runs: [run({ state: 'failed-step', gates: [gate({ kind: 'failure', plan: null, step: 'contain/x/isolate' })] })],
  },
  'changes are made': { runs: [run({ state: 'running', stages: [stage({ isolateInstance: 'applying' })] })] },
  'snapshots go on': { runs: [run({ state: 'running' })] },
  'it is done': { runs: [run()] },
  'it was looked at': { runs: [run()], learned: new Set(['inspect']) },
  'what was taken is revoked': { runs: [revocation(), run()], learned: new Set(['inspect']) },
  'there is no playbook for the rest': {
    runs: [run()],
    learned: new Set(['inspect']),
    playbooks: ['contain-instance'],
  },
  'the way back waits': { runs: [run({ gates: [releasing] })] },
  'it is put back': { runs: [run({ state: 'releasing' })] },
  'it was put back, all but Standby': {
    runs: [run({ state: 'released', stages: [stage({ standbyInstance: 'verified', isolateInstance: 'undone' })] })],
  },
  'everything was put back': { runs: [run({ state: 'released', stages: [stage({ isolateInstance: 'undone' })] })] },
  'the ledger was verified': { runs: [run({ state: 'released' })], learned: new Set(['verify']) },
};

const screens: readonly Screen[] = [
  { name: 'runs' },
  { name: 'approvals' },
  { name: 'run', run: 'run-1' },
  { name: 'run', run: 'run-9' },
  { name: 'step', run: 'run-1', step: 'contain/x/isolateInstance' },
  { name: 'plan', run: 'run-1', plan: planned },
  { name: 'plan', run: 'run-1', plan: `sha256:${'b'.repeat(64)}` },
  { name: 'plan', run: 'run-9', plan: planned },
  { name: 'failure', run: 'run-1', gate: 'gate-1' },
  { name: 'ledger', case: 'case-1' },
  { name: 'entry', case: 'case-1', seq: 1 },
  { name: 'new' },
  { name: 'help' },
];

const asking = (ask: Ask, does: 'approve' | 'release' | 'deny' = 'approve'): Typing => ({
  kind: 'asking',
  intent: does === 'release' ? { does, run: 'run-1' } : { does, run: 'run-1', plan: planned },
  title: '',
  asks: [ask],
  at: 0,
  field: field(),
});

const asks: readonly Typing[] = [
  asking({ kind: 'type', text: '', expected: host }),
  asking({ kind: 'confirm', text: '' }, 'release'),
  ...(['approve', 'release', 'deny'] as const).map((does) => asking({ kind: 'reason', text: '' }, does)),
];

const every: readonly (readonly [string, Moment])[] = Object.entries(chapters).flatMap(([name, change]) => [
  ...screens.flatMap((screen) =>
    [responder, lead].flatMap((me) =>
      [null, 'run-1', 'run-9'].map(
        (selected) =>
          [`${name}; ${JSON.stringify(screen)}; ${me.name}`, moment({ ...change, screen, me, selected })] as const,
      ),
    ),
  ),
  ...asks.map((typing) => [`${name}; asked`, moment({ ...change, typing })] as const),
  ...(['title', 'go'] as const).flatMap((row) =>
    [true, false].map(
      (isComplete) =>
        [`${name}; form ${row}`, moment({ ...change, screen: { name: 'new' }, form: { row, isComplete } })] as const,
    ),
  ),
]);

const placeOf = ({ typing, screen }: Moment): Place =>
  typing ? 'asking' : screen.name === 'new' ? 'filling' : screen.name;

describe('at any moment, the guide', () => {
  test('has something to say, but for the form when all is over', () => {
    const silent = every.filter(([, one]) => advice(one) === null).map(([name]) => name);
    expect(new Set(silent.map((name) => name.split(';')[0]))).toEqual(new Set(['the ledger was verified']));
    expect(silent.every((name) => name.includes('new') || name.includes('form'))).toBe(true);
  });

  test('names only keys that there are where the reader is', () => {
    const wrong = every.flatMap(([name, one]) =>
      [...(advice(one) ?? '').matchAll(/\{(\w+)\}/g)].flatMap(([, command]) =>
        bindings.some((binding) => binding.command === command && binding.on.includes(placeOf(one)))
          ? []
          : [`${name}: ${command}`],
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('names no key for later that does not exist', () => {
    const later = every.flatMap(([, one]) => [...(advice(one) ?? '').matchAll(/\[(\w+)\]/g)].map(([, name]) => name));
    expect([...new Set(later)].filter((name) => !bindings.some(({ command }) => command === name))).toEqual([]);
  });

  test('fits into two rows of 80 columns', () => {
    const textOf = (text: string, width: number): string =>
      guideLines(text, width)
        .map((row) =>
          row
            .map((part) => part.text)
            .join('')
            .trim(),
        )
        .join(' ');
    const cut = every.flatMap(([name, one]) => {
      const text = advice(one) ?? '';
      return textOf(text, 80) === textOf(text, 2_000) ? [] : [`${name}: ${textOf(text, 2_000)}`];
    });
    expect(cut).toEqual([]);
  });

  test('says nothing while a command or a filter is typed', () => {
    for (const kind of ['filter', 'palette'] as const)
      expect(advice(moment({ typing: { kind, field: field() } }))).toBeNull();
  });
});

const said = (change: Partial<Moment>): string => advice(moment(change)) ?? '';
const onRun: Screen = { name: 'run', run: 'run-1' };
const onPlan: Screen = { name: 'plan', run: 'run-1', plan: planned };

describe('the guide leads', () => {
  test('from the findings to the form, and through it', () => {
    expect(said({})).toBe(
      'GuardDuty reports 2 findings. First: contain web-1: c2.bad.example.net. {new} opens the form for contain-instance, filled in.',
    );
    expect(said({ screen: { name: 'new' } })).toBe(
      'Filled in from the findings; memory could not be captured afterwards. {choose} has it planned: nothing changes before another person signs.',
    );
    expect(said({ screen: { name: 'new' }, form: { row: 'title', isComplete: false } })).toMatch(/^Choose a target/);
  });

  test('to the plan, to another person, and to the signature', () => {
    expect(said({ runs: [waits] })).toBe('A plan waits for a signature. {open} opens its run.');
    expect(said({ runs: [waits], selected: 'run-9' })).toMatch(/Move to that run with \{up\} \{down\}, then \{open\}/);
    expect(said({ runs: [waits], screen: onRun })).toMatch(/^It is only planned.*\{next\} opens the plan/);
    expect(said({ runs: [waits], screen: onPlan })).toBe(
      'Read WILL BREAK; {last} leads to NOT CUT. Who asks cannot sign: {operator} makes you ir-lead, who can.',
    );
    expect(said({ runs: [waits], screen: onPlan, me: lead })).toMatch(/^You are ir-lead: \{approve\} signs exactly/);
  });

  test('past an operator who cannot sign either', () => {
    const third = { ...responder, name: 'observer', person: 'observer@example.com' };
    expect(said({ runs: [waits], screen: onPlan, operators: [responder, third, lead] })).toMatch(
      /\{operator\} until you are ir-lead, who can\.$/,
    );
  });

  test('out of a plan that nobody can sign', () => {
    const stuck = run({ gates: [gate({ requestedBy: 'ir-lead', requester: lead.person })] });
    expect(said({ runs: [stuck], screen: onPlan, me: lead })).toMatch(/^Nobody can sign this.*\[cancel\] stops it/);
  });

  test('through the changes to what is proved', () => {
    expect(said({ ...chapters['changes are made'], screen: onRun })).toMatch(/^Signed, so it begins/);
    expect(said({ ...chapters['snapshots go on'], screen: onRun })).toMatch(/made and read back; the rest goes on/);
    expect(said({ runs: [run()], screen: onRun })).toMatch(/\{inspect\} shows what is proved of it/);
    expect(said({ runs: [run()], screen: { name: 'step', run: 'run-1', step: 'x' } })).toMatch(/NOT CUT is what stays/);
  });

  test('to what else was taken, and to what else may be wanted', () => {
    expect(said(chapters['it was looked at'] ?? {})).toMatch(/credentials of web-tier were taken.*\{new\} opens/);
    expect(said({ ...chapters['what was taken is revoked'], selected: 'run-1' })).toBe(
      '{new} offers preserve-instance, too. Once web-1 is rebuilt, its run puts it back. {open} opens its run.',
    );
  });

  test('back to the one who asks, before anything is asked for that nobody could sign', () => {
    expect(said({ ...chapters['it was looked at'], me: lead })).toMatch(
      /Ask as responder, for who asks cannot sign: \{operator\}/,
    );
    expect(said({ ...chapters['what was taken is revoked'], me: lead, screen: onRun })).toMatch(
      /Ask as responder, for who asks cannot sign: \{operator\}/,
    );
  });

  test('to the way back, and over it to the proof', () => {
    expect(said({ ...chapters['what was taken is revoked'], screen: onRun })).toMatch(
      /\{release\} plans putting it back/,
    );
    expect(said({ ...chapters['the way back waits'], screen: onRun })).toMatch(/nothing is put back yet/);
    expect(said({ ...chapters['it is put back'], screen: onRun })).toMatch(/^The newest change is put back first/);
    expect(said({ ...chapters['it was put back, all but Standby'], screen: onRun })).toMatch(
      /all but standbyInstance: that one has to be named\. \{ledger\}/,
    );
    expect(said({ ...chapters['everything was put back'], screen: { name: 'ledger', case: 'case-1' } })).toMatch(
      /^\{verify\} proves/,
    );
    expect(said(chapters['the ledger was verified'] ?? {})).toMatch(/^That was the whole way/);
  });
});

describe('how far it is', () => {
  test('does not count a run that was denied, or that ended without a change', () => {
    for (const state of ['denied', 'cancelled', 'failed'] as const)
      expect(chapterOf(moment({ runs: [run({ state, stages: [] })] })).at).toBe('launch');
    expect(chapterOf(moment({ runs: [run({ state: 'cancelled' })], learned: new Set(['inspect']) })).at).toBe('launch');
    expect(openResponse(moment({ runs: [run({ state: 'cancelled' })] }))?.playbook).toBe('revoke-credentials');
  });

  test('does not count runs on another host, such as those of a world before', () => {
    expect(chapterOf(moment({ runs: [run({ targets: ['i-0other'] })] })).at).toBe('launch');
    const before = revocation({ startedAt: '2026-11-22T10:00:00.000Z' });
    expect(chapterOf(moment({ runs: [run(), before], learned: new Set(['inspect']) }))).toMatchObject({
      at: 'launch',
      response: { playbook: 'revoke-credentials' },
    });
  });

  test('is about the run that the reader looks at, when several wait', () => {
    const runs = [run({ id: 'run-9', gates: [gate()] }), waits];
    expect(chapterOf(moment({ runs, screen: onRun }))).toMatchObject({ at: 'sign', run: { id: 'run-1' } });
  });
});

describe('names from the account under attack', () => {
  test('are neither keys nor long', () => {
    const evil = `{approve} [cancel] ${'x'.repeat(200)}`;
    const responses = incident.responses.map((one) => ({ ...one, title: evil, about: evil }));
    const text = said({ incident: { ...incident, responses } });
    expect(text).not.toContain('{approve}');
    expect(text.length).toBeLessThan(170);
  });
});
