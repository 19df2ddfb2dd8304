import type { Instance } from '@aws-sdk/client-ec2';

/** Whether an instance runs Windows. AWS writes `windows`, or nothing for any other system. */
export const isWindows = ({ Platform }: Instance): boolean => Platform?.toLowerCase() === 'windows';
