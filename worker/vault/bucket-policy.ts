import type { Keeping } from './keeping.js';
import { differs, holds, missing, orNull, type Property } from './property.js';
import { lacking, policyOf, statementsIn } from './statements.js';

/** The bucket's policy: it has what is wanted, whatever else it denies, and lets in nobody who is not wanted. */
export const policyProperty = ({ s3, bucket: Bucket, called, account, statements }: Keeping): Property => {
  const asked = { Bucket, ExpectedBucketOwner: account };
  return {
    name: `${called}: policy`,
    should: 'TLS 1.2 only; nobody deletes or changes how it keeps; nobody is let in besides',
    fix: `firebreak vault init puts the right one there; where there is another, delete it first, as the root user of ${account}.`,
    look: async () => {
      const { Policy } = (await orNull(s3.getBucketPolicy(asked), 'NoSuchBucketPolicy')) ?? {};
      const wanted = await statements();
      if (Policy === undefined || wanted === null) return missing('none');
      const found = statementsIn(Policy);
      if (found === null) return differs('it cannot be understood');
      const less = lacking(found, wanted).map(({ Sid }) => `it lacks ${Sid}`);
      const allowed = found.filter(({ Effect }) => Effect === 'Allow').length;
      const more = allowed > wanted.filter(({ Effect }) => Effect === 'Allow').length ? ['it lets others in'] : [];
      const problems = [...less, ...more];
      return problems.length === 0 ? holds('as it should be') : differs(problems.join(', '));
    },
    make: async () =>
      s3.putBucketPolicy({
        ...asked,
        Policy: policyOf((await statements()) ?? []),
        // Whoever puts it there cannot change it afterwards: S3 wants to be told that this is meant ("PutBucketPolicy").
        ConfirmRemoveSelfBucketAccess: true,
      }),
  };
};
