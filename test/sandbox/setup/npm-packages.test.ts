import { expect, test } from '@jest/globals';
import { matchesLock } from '../../../sandbox/setup/npm-packages.mjs';

const ink = { version: '8.0.0', integrity: 'sha512-a' };
const mac = { version: '1.0.0', integrity: 'sha512-b', optional: true };

const text = (packages: object) => JSON.stringify({ packages: { '': { name: 'firebreak' }, ...packages } });
const lockfile = text({ 'node_modules/ink': ink, 'node_modules/mac': mac });

test('an installation matches that has all but the optional packages of other platforms', () => {
  expect(matchesLock(lockfile, text({ 'node_modules/ink': ink }))).toBe(true);
  expect(matchesLock(lockfile, text({ 'node_modules/ink': ink, 'node_modules/mac': mac }))).toBe(true);
});

test('an installation does not match with a package missing, other, changed or unasked for', () => {
  expect(matchesLock(lockfile, text({}))).toBe(false);
  expect(matchesLock(lockfile, text({ 'node_modules/ink': { ...ink, version: '7.0.0' } }))).toBe(false);
  expect(matchesLock(lockfile, text({ 'node_modules/ink': { ...ink, integrity: 'sha512-c' } }))).toBe(false);
  expect(matchesLock(lockfile, text({ 'node_modules/ink': ink, 'node_modules/left-pad': ink }))).toBe(false);
});

test('without npm’s record, as after an interruption, nothing matches', () => {
  expect(matchesLock(lockfile, null)).toBe(false);
});
