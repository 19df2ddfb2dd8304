import { createContext, Script } from 'node:vm';

/** How long a string may be that is matched without a watch over the time it takes. */
const SHORT = 256;
/** After this many milliseconds a match is given up, and counts as none. A busy machine may well take a tenth of it. */
const LONGEST = 1_000;

/** A repetition of what repeats: matching may take exponentially long. */
const NESTED = /[*+}]\)+[*+{]/;

const compiled = new Map<string, RegExp | undefined>();

/**
 * Whether all of `text` matches a pattern of a service model, in bounded time whatever the text. A pattern that no
 * regular expression of ours can say is passed by everything; see {@link cannotCompile}.
 */
export const matches = (pattern: string, text: string): boolean => {
  const expression = compile(pattern);
  if (expression === undefined) return true;
  return text.length <= SHORT && !NESTED.test(pattern) ? expression.test(text) : watchedTest(expression, text);
};

/** Those of `patterns` that are not checked because they have no equal in JavaScript. */
export const cannotCompile = (patterns: Iterable<string>): readonly string[] =>
  [...patterns].filter((pattern) => compile(pattern) === undefined);

const compile = (pattern: string): RegExp | undefined => {
  if (!compiled.has(pattern)) compiled.set(pattern, translate(pattern));
  return compiled.get(pattern);
};

// Services match the whole value, as Java's `matches` does; a pattern with `^` alone is meant as a beginning.
const translate = (pattern: string): RegExp | undefined => {
  const [, letters = ''] = /^\(\?([is]+)\)/.exec(pattern) ?? [];
  const bare = letters === '' ? pattern : pattern.slice(letters.length + 3);
  const whole = bare.startsWith('^') && !bare.endsWith('$') ? `(?:${bare})` : `^(?:${bare})$`;
  const unicode = tryRegExp(whole, `u${letters}`);
  // Without `u`, letters may be escaped that need not be, but `\p{…}` means something else.
  return unicode ?? (/\\[pPu]\{/.test(bare) ? undefined : tryRegExp(whole, letters));
};

const tryRegExp = (source: string, flags: string): RegExp | undefined => {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
};

const arena: { expression: RegExp; text: string } = { expression: /./, text: '' };
const context = createContext(arena);
const test = new Script('expression.test(text)');

const watchedTest = (expression: RegExp, text: string): boolean => {
  Object.assign(arena, { expression, text });
  try {
    return test.runInContext(context, { timeout: LONGEST }) === true;
  } catch {
    return false;
  }
};
