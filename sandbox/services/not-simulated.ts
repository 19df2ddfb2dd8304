import { AwsFailure } from './operation.js';

/** Refuses, in these words, what AWS does and the sandbox does not play: said, instead of ignored or pretended. */
export const unsupportedInSandbox = (message: string): AwsFailure =>
  new AwsFailure('UnsupportedInSandbox', message, 501);

/** The same of one thing: that `what` is not simulated, and `why` if there is more to say. */
export const notSimulated = (what: string, why?: string): AwsFailure =>
  unsupportedInSandbox(`${what} is not simulated${why === undefined ? '' : `: ${why}`}`);
