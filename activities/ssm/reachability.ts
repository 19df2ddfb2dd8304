import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';

/**
 * Why Systems Manager cannot run a command on an instance now; null when it can. What it needs: SSM Agent, a role (or
 * Default Host Management) that lets it in, and a way to the endpoints ("Troubleshooting managed node availability",
 * AWS Systems Manager User Guide).
 */
export const unreachable = async (aws: Aws, instanceId: string): Promise<string | null> => {
  const node = await nodeOf(aws, instanceId);
  if (!node)
    return `${instanceId} is no managed node: SSM Agent does not run there, has no role that lets it in, or has no way to the endpoints`;
  const connection = await reading('ssm:GetConnectionStatus', instanceId, () =>
    aws.ssm.getConnectionStatus({ Target: instanceId }),
  );
  if (node.PingStatus !== 'Online')
    return `SSM Agent on ${instanceId} is ${node.PingStatus}, last heard of at ${node.LastPingDateTime?.toISOString() ?? 'an unknown time'}`;
  if (connection.Status !== 'connected')
    return `SSM Agent on ${instanceId} is not connected now, though it was heard of at ${node.LastPingDateTime?.toISOString() ?? 'an unknown time'}`;
  return null;
};

const nodeOf = async (aws: Aws, instanceId: string) => {
  try {
    const answer = await reading('ssm:DescribeInstanceInformation', instanceId, () =>
      aws.ssm.describeInstanceInformation({ Filters: [{ Key: 'InstanceIds', Values: [instanceId] }] }),
    );
    return answer.InstanceInformationList?.find((one) => one.InstanceId === instanceId);
  } catch (error) {
    // AWS answers an instance that it never managed with an error, not with an empty list.
    const isUnknown =
      error instanceof ApplicationFailure && /InvalidInstanceId|InvalidInstanceInformationFilter/.test(error.message);
    if (isUnknown && error.type !== failureTypes.denied) return undefined;
    throw error;
  }
};
