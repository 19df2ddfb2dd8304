import { notSimulated } from '../not-simulated.js';

/** Refuses, by name, parameters that AWS knows and the sandbox does not play: better than to ignore them. */
export const unsupported = <Input extends object>(input: Input, names: readonly (keyof Input & string)[]): void => {
  const given = names.filter((name) => input[name] !== undefined);
  if (given.length > 0) throw notSimulated(given.join(', '));
};
