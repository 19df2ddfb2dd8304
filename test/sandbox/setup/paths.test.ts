import { expect, test } from '@jest/globals';
import { cacheRoot } from '../../../sandbox/setup/paths.mjs';

test('the cache is where the person says, else where the system says, else in the home directory', () => {
  expect(cacheRoot({ FIREBREAK_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/home/x')).toBe('/a');
  expect(cacheRoot({ XDG_CACHE_HOME: '/b' }, '/home/x')).toBe('/b/firebreak');
  expect(cacheRoot({ XDG_CACHE_HOME: 'relative' }, '/home/x')).toBe('/home/x/.cache/firebreak');
  expect(cacheRoot({}, '/home/x')).toBe('/home/x/.cache/firebreak');
});
