import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure } from '../operation.js';

/** IAM's errors, with the statuses of its service model. */
export const noSuchEntity = (message: string): AwsFailure => new AwsFailure('NoSuchEntity', message, 404);

/** What a name does not lead to: `The user with name bob cannot be found.` */
export const notFound = (kind: string, name: string): AwsFailure =>
  noSuchEntity(`The ${kind} with name ${name} cannot be found.`);

export const alreadyExists = (kind: string, name: string): AwsFailure =>
  new AwsFailure('EntityAlreadyExists', `${kind} with name ${name} already exists.`, 409);

export const quotaExceeded = (quota: string, most: number): AwsFailure =>
  new AwsFailure('LimitExceeded', `Cannot exceed quota for ${quota}: ${most}`, 409);

/** What must go first: `delete access keys`. */
export const deleteConflict = (first: string): AwsFailure =>
  new AwsFailure('DeleteConflict', `Cannot delete entity, must ${first} first.`, 409);

export const malformedPolicy = (message: string): AwsFailure => new AwsFailure('MalformedPolicyDocument', message, 400);

export const invalidInput = (message: string): AwsFailure => new AwsFailure('InvalidInput', message, 400);

export const validationError = (message: string): AwsFailure => new AwsFailure('ValidationError', message, 400);

export const limitExceeded = (message: string): AwsFailure => new AwsFailure('LimitExceeded', message, 409);

/** What an operation of ours can be asked for and does not do. */
export const notSimulated = (what: string): AwsFailure => unsupportedInSandbox(`${what}: not simulated`);
