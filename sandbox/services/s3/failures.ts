import { AwsFailure } from '../operation.js';

const failure =
  (code: string, status: number, message: string) =>
  (members: Readonly<Record<string, unknown>> = {}): AwsFailure =>
    new AwsFailure(code, message, status, members);

/** S3's errors with its statuses ("Error responses", Amazon S3 API Reference). Members are what S3 adds to the body. */
export const noSuchBucket = failure('NoSuchBucket', 404, 'The specified bucket does not exist');
export const noSuchKey = failure('NoSuchKey', 404, 'The specified key does not exist.');
export const noSuchVersion = failure('NoSuchVersion', 404, 'The specified version does not exist.');
export const noSuchUpload = failure(
  'NoSuchUpload',
  404,
  'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
);
export const methodNotAllowed = failure(
  'MethodNotAllowed',
  405,
  'The specified method is not allowed against this resource.',
);
export const preconditionFailed = failure(
  'PreconditionFailed',
  412,
  'At least one of the pre-conditions you specified did not hold',
);
export const notModified = failure('NotModified', 304, 'Not Modified');
export const malformedXml = failure(
  'MalformedXML',
  400,
  'The XML you provided was not well-formed or did not validate against our published schema',
);
export const missingLock = failure('InvalidRequest', 400, 'Bucket is missing Object Lock Configuration');
export const notImplemented = failure(
  'NotImplemented',
  501,
  'A header you provided implies functionality that is not implemented.',
);

export const accessDenied = (message = 'Access Denied'): AwsFailure => new AwsFailure('AccessDenied', message, 403);

export const invalidRequest = (message: string): AwsFailure => new AwsFailure('InvalidRequest', message);

export const invalidArgument = (message: string, name?: string, value?: string): AwsFailure =>
  new AwsFailure('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
