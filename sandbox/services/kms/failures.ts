import { AwsFailure } from '../operation.js';

/** KMS answers every refusal of a request with status 400 ("Common errors", AWS KMS API Reference). */
export const invalid = (message: string): AwsFailure => new AwsFailure('ValidationException', message);

export const notFound = (message: string): AwsFailure => new AwsFailure('NotFoundException', message);

export const invalidArn = (arn: string): AwsFailure => new AwsFailure('InvalidArnException', `Invalid arn ${arn}`);

export const invalidState = (message: string): AwsFailure => new AwsFailure('KMSInvalidStateException', message);

export const invalidUsage = (message: string): AwsFailure => new AwsFailure('InvalidKeyUsageException', message);

export const invalidCiphertext = (): AwsFailure => new AwsFailure('InvalidCiphertextException', '');

/** What a marker that KMS did not give is answered with, for `page`. */
export const INVALID_MARKER = { code: 'InvalidMarkerException', message: 'The marker is not valid.' } as const;
