import { unsupportedInSandbox } from '../not-simulated.js';
import { AwsFailure, type Place } from '../operation.js';

/** What Systems Manager can do and the sandbox cannot: said instead of pretended. */
export const notSimulated = (what: string): AwsFailure => unsupportedInSandbox(`ssm: ${what} is not simulated`);

/** The instances are unknown, have never had an agent in touch, or are gone. */
export const invalidInstances = (place: Place, ids: readonly string[]): AwsFailure =>
  new AwsFailure(
    'InvalidInstanceId',
    `Instances [[${ids.join(', ')}]] not in a valid state for account ${place.account}`,
  );

export const invalidFilterKey = (): AwsFailure => new AwsFailure('InvalidFilterKey', 'The specified key is not valid.');

export const invalidDocument = (name: string): AwsFailure =>
  new AwsFailure('InvalidDocument', `Document with name ${name} does not exist.`);

export const invalidVersion = (version: string): AwsFailure =>
  new AwsFailure('InvalidDocumentVersion', `The document version ${version} is not valid or does not exist.`);

/** For `page`. */
export const INVALID_TOKEN = { code: 'InvalidNextToken', message: 'The specified token is not valid.' };
