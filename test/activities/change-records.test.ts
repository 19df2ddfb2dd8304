import { describe, expect, it } from '@jest/globals';
import { changesOf } from '../../activities/engine/change-records.js';
import { keptIn } from '../../activities/engine/aws-for.js';
import type { Entry, EntryBodies } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';

const hash = (digit: string): Hash => `sha256:${digit.repeat(64)}`;
type Line = readonly ['outcome', Partial<EntryBodies['outcome']>] | readonly ['undo', Partial<EntryBodies['undo']>];
const told = (...lines: readonly Line[]): readonly Entry[] =>
  lines.map(
    ([kind, body], at) => ({ kind, seq: at + 1, body: { run: 'run-1', attempt: 1, ...body } }) as unknown as Entry,
  );
const begun = (step: string, document = hash('a')) => ['outcome', { step, state: 'applying', document }] as const;
const done = (step: string, output: string) => ['outcome', { step, state: 'applied', output }] as const;
const list = (...lines: readonly Line[]) => changesOf(told(...lines)).map(({ step, output }) => [step, output]);

describe('what a run has changed and not put back', () => {
  it('is listed newest first, with what applying it answered', () => {
    expect(list(begun('a'), done('a', 'A'), begun('b'), done('b', 'B'))).toEqual([
      ['b', 'B'],
      ['a', 'A'],
    ]);
  });

  it('holds what was begun and never came to its end', () => {
    expect(list(begun('a'))).toEqual([['a', null]]);
    expect(list(begun('a'), ['outcome', { step: 'a', state: 'failed' }])).toEqual([['a', null]]);
  });

  it('holds nothing that was never begun: skipped, failed before, or only noted', () => {
    expect(list(['outcome', { step: 'a', state: 'skipped' }], ['outcome', { step: 'b', state: 'failed' }])).toEqual([]);
  });

  it('holds nothing that was undone, but what failed to be, or was begun again since', () => {
    const undo = (step: string, state: EntryBodies['undo']['state']) => ['undo', { step, state }] as const;
    expect(list(begun('a'), done('a', 'A'), undo('a', 'undoing'), undo('a', 'undone'))).toEqual([]);
    expect(list(begun('a'), done('a', 'A'), undo('a', 'undoing'), undo('a', 'undo-failed'))).toEqual([['a', 'A']]);
    expect(list(begun('a'), done('a', 'A'), undo('a', 'undone'), begun('a'), done('a', 'B'))).toEqual([['a', 'B']]);
  });

  it('is undone from the newest plan that it was begun with', () => {
    const [change] = changesOf(told(begun('a', hash('a')), begun('a', hash('b'))));
    expect(change?.document).toBe(hash('b'));
  });

  it('remembers what was kept last: a later attempt adds what came since to what the first one saw', () => {
    const [change] = changesOf(
      told(
        begun('a'),
        ['outcome', { step: 'a', state: 'progress', note: 'no output' }],
        ['outcome', { step: 'a', state: 'progress', output: ['first'] }],
        begun('a'),
        ['outcome', { step: 'a', state: 'progress', output: ['first', 'added'] }],
      ),
    );
    expect(keptIn(change?.outcomes ?? [])).toEqual(['first', 'added']);
  });
});
