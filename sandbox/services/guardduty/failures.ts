import { AwsFailure } from '../operation.js';

/** GuardDuty's one error for what is wrong with a request. */
export const badRequest = (message: string): AwsFailure =>
  new AwsFailure('BadRequestException', message, 400, { Type: 'InvalidInputException' });

/** The same for one parameter. */
export const invalidParameter = (name: string): AwsFailure =>
  badRequest(`The request is rejected because the parameter ${name} has an invalid value.`);

/** How paging refuses a token. */
export const INVALID_TOKEN = {
  code: 'BadRequestException',
  message: 'The request is rejected because the parameter nextToken has an invalid value.',
} as const;
