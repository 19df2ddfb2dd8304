import type { S3 } from '@aws-sdk/client-s3';
import type { Statement } from './statements.js';

/** A bucket that keeps what it is given, as it should be. */
export type Keeping = {
  readonly s3: S3;
  readonly bucket: string;
  /** What it is in lists: `bucket`, `log bucket`. */
  readonly called: string;
  readonly account: string;
  readonly region: string;
  readonly lock: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number };
  /** Null while what they speak of is not there. */
  readonly statements: () => Promise<readonly Statement[] | null>;
};

/** What a person does where a setting differs that the bucket's policy lets nobody change. */
export const asRoot = (account: string): string =>
  `As the root user of ${account} delete the bucket policy, which denies such changes, and put it right; firebreak vault init then puts the policy back.`;
