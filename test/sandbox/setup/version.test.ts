import { expect, test } from '@jest/globals';
import { isAtLeast, versionIn } from '../../../sandbox/setup/version.mjs';

test('a version is read from what programs print about themselves', () => {
  expect(versionIn('temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)')).toBe('1.8.2');
  expect(versionIn('go1.27rc1')).toBe('1.27');
  expect(versionIn('no such command')).toBeNull();
  expect(versionIn(null)).toBeNull();
});

test('versions compare by number, not by letter', () => {
  expect(isAtLeast('1.26.10', '1.26.4')).toBe(true);
  expect(isAtLeast('3.9.18', '3.10')).toBe(false);
  expect(isAtLeast('1.27', '1.26.4')).toBe(true);
  expect(isAtLeast('1.26', '1.26.4')).toBe(false);
  expect(isAtLeast(null, '1.0')).toBe(false);
});
