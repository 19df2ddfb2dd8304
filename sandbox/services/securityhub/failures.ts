import { AwsFailure } from '../operation.js';

/** Security Hub's error for what is wrong with a request's parameters. */
export const invalidInput = (detail: string): AwsFailure =>
  new AwsFailure('InvalidInputException', `Invalid parameter: ${detail}`);
