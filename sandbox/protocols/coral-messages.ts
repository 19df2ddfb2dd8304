import { inspect } from 'node:util';
import type { Path, Problem } from './problem.js';

/** The sentence in which most AWS services list what is wrong with an input. */
export const coralMessage = (problems: readonly Problem[]): string => {
  const detected = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: `;
  return detected + problems.map(constraint).join('; ');
};

/** What JSON services say of a value of the wrong type. */
export const serializationMessage = (problem: Problem & { readonly kind: 'type' }): string => {
  if (problem.got === 'list') return 'Start of list found where not expected';
  if (problem.got === 'structure') return 'Start of structure or map found where not expected.';
  if (problem.expected === 'list') return 'Expected list or null';
  if (problem.expected === 'structure' || problem.expected === 'map') return 'Unexpected field type';
  const type = problem.expected.charAt(0).toUpperCase() + problem.expected.slice(1);
  return `${problem.got.toUpperCase()}_VALUE can not be converted to ${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`;
};

const constraint = (problem: Problem): string => {
  const at = pathName(problem.path);
  const fails = (value: unknown, what: string): string =>
    `Value ${value === null ? 'null' : `'${shown(value)}'`} at '${at}' failed to satisfy constraint: Member must ${what}`;
  switch (problem.kind) {
    case 'missing':
      return fails(null, 'not be null');
    case 'enum':
      return fails(problem.value, `satisfy enum value set: [${problem.allowed.join(', ')}]`);
    case 'pattern':
      return fails(problem.value, `satisfy regular expression pattern: ${problem.pattern}`);
    case 'too-small':
      return fails(problem.value, `have ${problem.of} greater than or equal to ${problem.limit}`);
    case 'too-large':
      return fails(problem.value, `have ${problem.of} less than or equal to ${problem.limit}`);
    case 'type':
      return fails(problem.got, `be of type ${problem.expected}`);
    case 'unknown':
      return fails('', 'be known');
  }
};

/** `filters.1.member.key`: how these services name a place in an input. */
const pathName = (path: Path): string =>
  path
    .map((step, at) => {
      if (typeof step === 'string') return step.charAt(0).toLowerCase() + step.slice(1);
      return at === path.length - 1 ? step : `${step}.member`;
    })
    .join('.');

/** A value as messages quote it: bounded, whatever it is. */
export const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : inspect(value, { depth: 1, maxArrayLength: 20, breakLength: Infinity })).slice(
    0,
    200,
  );
