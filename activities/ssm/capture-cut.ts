import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';

const mib = 2 ** 20;
/** S3 takes no part but the last under 5 MiB ("Amazon S3 multipart upload limits"). */
const smallestPart = 8 * mib;
const largestPart = 5 * 1024 * mib;
/** An image is cut for so many parts; it may turn out larger than was thought, and need a few more. */
const aimedParts = 128;
/** AWS shows the first 24,000 characters of what a command prints: so many lines of parts, and the result, are in them. */
export const mostParts = 192;

/** How large the parts are that an image of up to `bytes` of memory is cut into, all but the last. */
export const partSizeOf = (bytes: number): number => {
  // An image is a little larger than the memory that is counted: headers, and ranges that the system keeps for itself.
  const most = Math.ceil(bytes * 1.1) + 16 * mib;
  const partSize = Math.max(smallestPart, Math.ceil(most / aimedParts / mib) * mib);
  if (partSize > largestPart)
    throw failure(failureTypes.failed, `${bytes} bytes of memory are more than one capture can send.`);
  return partSize;
};
