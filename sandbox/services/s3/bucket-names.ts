import { AwsFailure } from '../operation.js';

const RESERVED_BEGINNINGS = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_ENDINGS = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** Refuses (InvalidBucketName) what "General purpose bucket naming rules" of the Amazon S3 User Guide forbid. */
export const checkBucketName = (name: string): void => {
  const isFine =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !RESERVED_BEGINNINGS.some((beginning) => name.startsWith(beginning)) &&
    !RESERVED_ENDINGS.some((ending) => name.endsWith(ending));
  if (!isFine)
    throw new AwsFailure('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
};
