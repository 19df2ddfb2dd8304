import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openClock, type Clock } from '../../../sandbox/world/clock.js';
import { openStore, type Store } from '../../../sandbox/world/store.js';

let directory: string;
let store: Store;
let clock: Clock;
let real: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'firebreak-clock-'));
  store = openStore(join(directory, 'world.sqlite'));
  real = 1_000_000;
  clock = openClock(store, () => real);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

it('a new world may begin in the past, and its time goes on from there', () => {
  clock.begin(400_000);
  expect(clock.now()).toBe(600_000);
  real += 5_000;
  expect(clock.now()).toBe(605_000);
});

it('a world whose time was set cannot begin again', () => {
  clock.advance(1_000);
  expect(() => clock.begin(1_000)).toThrow('has begun already');
  expect(clock.now()).toBe(1_001_000);
});
