import { expect, it } from '@jest/globals';
import { compileCache } from '../../cli/compile-cache.js';

it('what is compiled is kept where the rest is kept, and never where others can write', () => {
  expect(compileCache({ FIREBREAK_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/home/x')).toBe('/a/compiled');
  expect(compileCache({ XDG_CACHE_HOME: '/b' }, '/home/x')).toBe('/b/firebreak/compiled');
  expect(compileCache({ XDG_CACHE_HOME: 'relative' }, '/home/x')).toBe('/home/x/.cache/firebreak/compiled');
});
