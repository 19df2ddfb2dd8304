import type { ContextEntry } from '@aws-sdk/client-iam';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';

/** Calls that tell: what an intruder tries first, of several services. */
const telling = ['sts:AssumeRole', 'iam:CreateAccessKey', 's3:GetObject', 'ec2:RunInstances', 'ssm:SendCommand'];

/** What IAM's policy simulator says of a user or role; `denied` is null where it does not take the question. */
export type Simulated = { readonly denied: boolean | null; readonly says: string };

/** A key of the request's context, as the simulator takes it. */
export const given = (ContextKeyName: string, value: string, ContextKeyType: 'string' | 'date'): ContextEntry => ({
  ContextKeyName,
  ContextKeyType,
  ContextKeyValues: [value],
});

/**
 * Asks IAM itself whether a principal is denied ("SimulatePrincipalPolicy"): by every policy it has, not by ours
 * alone. It does not know what of that is in force everywhere already.
 */
export const simulate = async (
  aws: Aws,
  arn: string,
  whom: string,
  context: readonly ContextEntry[] = [],
): Promise<Simulated> => {
  const asked = () =>
    reading('iam:SimulatePrincipalPolicy', arn, () =>
      aws.iam.simulatePrincipalPolicy({
        PolicySourceArn: arn,
        ActionNames: [...telling],
        ...(context.length > 0 && { ContextEntries: [...context] }),
      }),
    );
  try {
    const { EvaluationResults = [] } = await asked();
    const refused = EvaluationResults.filter(({ EvalDecision }) => EvalDecision === 'explicitDeny').length;
    return {
      denied: refused === telling.length,
      says: `IAM's simulator denies ${whom} ${refused} of ${telling.length} calls`,
    };
  } catch (error) {
    // That it cannot be asked does not make what reads back as planned doubtful.
    if (!(error instanceof ApplicationFailure) || error.type !== failureTypes.badInput) throw error;
    return { denied: null, says: `IAM's simulator was not able to tell of ${whom}: ${error.message}` };
  }
};
