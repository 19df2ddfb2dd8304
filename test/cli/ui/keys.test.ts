import { describe, expect, test } from '@jest/globals';
import { bindings, commandFor, hintsFor, noFacts, type Facts, type Place } from '../../../cli/ui/keys.js';
import { readKeys, typed } from '../../../cli/ui/read-keys.js';

const all: Facts = Object.fromEntries(Object.keys(noFacts).map((fact) => [fact, true])) as unknown as Facts;
const places = [...new Set(bindings.flatMap(({ on }) => on))];
const plainKey = { eventType: undefined } as unknown as Parameters<typeof readKeys>[1];

describe('the key table', () => {
  test('gives every key one meaning in a place, whatever is true of it', () => {
    const doubles = places.flatMap((place) => {
      const here = bindings.filter(({ on, when }) => on.includes(place) && !when);
      const known = here.flatMap(({ keys }) => keys);
      return known.filter((key, at) => known.indexOf(key) !== at).map((key) => `${place} ${key}`);
    });
    expect(doubles).toEqual([]);
  });

  test('offers a way out and help on every screen', () => {
    const screens: readonly Place[] = ['runs', 'approvals', 'run', 'plan', 'failure', 'ledger', 'entry', 'help'];
    for (const place of screens) {
      expect(commandFor('q', place, noFacts)).toBe('quit');
      expect(commandFor('?', place, noFacts)).toBe('help');
      expect(commandFor('esc', place, noFacts)).toBe('back');
    }
    for (const place of places) expect(commandFor('ctrl+c', place, noFacts)).toBe('interrupt');
  });

  test('never signs by a key that also means something else', () => {
    expect(commandFor('y', 'plan', all)).toBe('approve');
    expect(commandFor('N', 'plan', all)).toBe('deny');
    expect(commandFor('n', 'plan', all)).toBeNull();
    expect(commandFor('enter', 'plan', all)).toBe('details');
  });

  test('hides what cannot be done', () => {
    expect(commandFor('y', 'plan', noFacts)).toBeNull();
    expect(commandFor('o', 'runs', noFacts)).toBeNull();
    expect(hintsFor('run', noFacts).map(({ command }) => command)).not.toContain('release');
    expect(hintsFor('run', all).map(({ command }) => command)).toEqual(expect.arrayContaining(['release', 'cancel']));
  });

  test('leaves letters to the text while one is typed', () => {
    for (const key of ['q', 'y', '?', ':', '/', 'o', 'j'])
      for (const place of ['typing', 'asking', 'filling'] as const) expect(commandFor(key, place, noFacts)).toBeNull();
  });
});

describe('reading keys', () => {
  test('takes apart what a slow line delivers at once', () => {
    expect(readKeys('jj\r', plainKey)).toEqual(['j', 'j', 'enter']);
    expect(readKeys('a b', plainKey)).toEqual(['a', 'space', 'b']);
    expect(readKeys('\u0015x', plainKey)).toEqual(['ctrl+u', 'x']);
  });

  test('knows control keys, and takes no letter from a key held with Alt', () => {
    expect(readKeys('c', { ...plainKey, ctrl: true })).toEqual(['ctrl+c']);
    expect(readKeys('y', { ...plainKey, meta: true })).toEqual([]);
    expect(readKeys('', { ...plainKey, upArrow: true })).toEqual(['up']);
  });

  test('says what a key types', () => {
    expect([typed('é'), typed('space'), typed('enter')]).toEqual(['é', ' ', null]);
  });
});
