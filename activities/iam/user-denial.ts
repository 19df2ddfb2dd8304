import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { atItsTime, denyAll, denyOlder } from './documents.js';
import { attachedTo, userPolicy } from './policies.js';

/** What a step may use to deny a user everything. */
export const denialFacts = z.strictObject({
  /** Our inline policy. */
  policyName: z.string(),
  /** AWS's own policy that denies everything, for a user whose inline policies leave no room. */
  managedArn: z.string(),
  /** Whether somebody else attached that one before us: then it is not ours to detach. */
  managedBefore: z.boolean(),
});
export type DenialFacts = z.infer<typeof denialFacts>;

/** What denies a user now. */
export type Denial = { readonly inline: string | null; readonly managed: boolean };

/** AWS's policy that denies everything, in the partition of that ARN. */
export const managedDenial = (arn: string): string => `arn:${arn.split(':')[1]}:iam::aws:policy/AWSDenyAll`;

/** Reads back what of ours denies a user. */
export const readDenial = async (aws: Aws, userName: string, facts: DenialFacts): Promise<Denial> => {
  const [inline, attached] = await Promise.all([
    userPolicy(aws, userName, facts.policyName),
    attachedTo(aws, userName),
  ]);
  return { inline, managed: attached.includes(facts.managedArn) };
};

const put = (id: string, UserName: string, PolicyName: string, PolicyDocument: PlannedCall['input'][string]) => ({
  id,
  service: 'iam',
  operation: 'PutUserPolicy',
  target: UserName,
  input: { UserName, PolicyName, PolicyDocument },
});

const managed = (id: string, operation: string, UserName: string, PolicyArn: string): PlannedCall => ({
  id,
  service: 'iam',
  operation,
  target: UserName,
  input: { UserName, PolicyArn },
});

/** The calls that deny a user everything: the second only where the first finds no room. */
export const denialCalls = (userName: string, { policyName, managedArn }: DenialFacts): readonly PlannedCall[] => [
  put('deny', userName, policyName, denyAll),
  managed('attach', 'AttachUserPolicy', userName, managedArn),
];

/**
 * The calls that lift it, time-locked: everything that began before is denied from then on, in the place of everything
 * (one write, so there is no moment without either), or beside AWS's policy before that is detached.
 */
export const liftingCalls = (
  userName: string,
  { policyName, managedArn }: DenialFacts,
  how: 'inline' | 'managed',
): readonly PlannedCall[] => [
  put('lock', userName, policyName, atItsTime(denyOlder)),
  ...(how === 'managed' ? [managed('lift', 'DetachUserPolicy', userName, managedArn)] : []),
];
