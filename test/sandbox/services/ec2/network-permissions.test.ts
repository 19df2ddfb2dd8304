import { describe, expect, it } from '@jest/globals';
import { AwsFailure } from '../../../../sandbox/services/operation.js';
import type { Need } from '../../../../sandbox/services/operation.js';
import { ec2 } from '../../../../sandbox/services/ec2/index.js';
import { openBench } from '../harness.js';

const arn = (type: string, id: string) => `arn:aws:ec2:eu-west-1:111122223333:${type}/${id}`;

describe('the permissions that network calls take', () => {
  const needed = (operation: string, input: object): readonly Need[] => {
    const needs: Need[] = [];
    const bench = openBench([ec2], (_world, _request, need) => {
      needs.push(need);
      throw new AwsFailure('UnauthorizedOperation', 'no', 403);
    });
    expect(bench.refusal(ec2, operation, input)).toBe('UnauthorizedOperation');
    bench.close();
    return needs;
  };

  it('name the interface and the groups of a change of groups, before either is looked up', () => {
    const input = { NetworkInterfaceId: 'eni-0123456789abcdef0', Groups: ['sg-0123456789abcdef0'] };
    expect(needed('ModifyNetworkInterfaceAttribute', input)).toEqual([
      {
        action: 'ec2:ModifyNetworkInterfaceAttribute',
        resources: [arn('network-interface', 'eni-0123456789abcdef0'), arn('security-group', 'sg-0123456789abcdef0')],
      },
    ]);
  });

  it('name the VPC and the new group of CreateSecurityGroup', () => {
    const input = { GroupName: 'x', Description: 'x', VpcId: 'vpc-0123456789abcdef0' };
    expect(needed('CreateSecurityGroup', input)).toEqual([
      {
        action: 'ec2:CreateSecurityGroup',
        resources: [arn('security-group', '*'), arn('vpc', 'vpc-0123456789abcdef0')],
      },
    ]);
  });

  it('are for every resource where AWS knows no narrower one', () => {
    expect(needed('DescribeNetworkInterfaces', {})).toEqual([
      { action: 'ec2:DescribeNetworkInterfaces', resources: ['*'] },
    ]);
  });
});
