import {
  paginateDescribeIamInstanceProfileAssociations,
  type IamInstanceProfileAssociation,
} from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { batchRead, byFilter, mostFilterValues } from '../aws/batch-read.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';

/** The instance profile that an instance wears, and the association that AWS knows it by. */
export const worn = z.strictObject({ associationId: z.string(), profileArn: z.string() });
export type Worn = z.infer<typeof worn>;

const associations = batchRead({
  call: 'ec2:DescribeIamInstanceProfileAssociations',
  most: mostFilterValues,
  pages: ({ ec2: client }, ids) =>
    paginateDescribeIamInstanceProfileAssociations({ client, pageSize: 1_000 }, byFilter('instance-id', ids)),
  itemsOf: ({ IamInstanceProfileAssociations }) => IamInstanceProfileAssociations,
  idOf: ({ InstanceId }) => InstanceId,
});

const readAssociations = async (aws: Aws, instanceId: string): Promise<readonly IamInstanceProfileAssociation[]> =>
  (await aws.together(associations, instanceId)) ?? [];

/** What an instance wears now; null when it wears none or is just taking it off. */
export const readWorn = async (aws: Aws, instanceId: string): Promise<Worn | null> => {
  const found = (await readAssociations(aws, instanceId)).find(
    ({ State }) => State === 'associated' || State === 'associating',
  );
  return found ? { associationId: found.AssociationId ?? '', profileArn: found.IamInstanceProfile?.Arn ?? '' } : null;
};

/** Waits until the one that was taken off is gone: AWS lets an instance have one association at a time. */
export const untilBare = async (aws: Aws, instanceId: string): Promise<void> => {
  const isLeaving = (some: readonly IamInstanceProfileAssociation[]): boolean =>
    some.some(({ State }) => State === 'disassociating');
  const found = await settled(
    aws,
    () => readAssociations(aws, instanceId),
    (some) => !isLeaving(some),
  );
  if (isLeaving(found))
    throw failure(failureTypes.inconsistent, `${instanceId} is still taking its profile off.`, 'It is tried again.');
};

/** What a reader sees of it. */
export const sayWorn = (now: Worn | null): string => now?.profileArn ?? 'no instance profile';
