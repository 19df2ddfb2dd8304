import { describe, expect, it } from '@jest/globals';
import { containInstance } from '../../../workflows/playbooks/contain-instance.js';

const scope = { account: '111122223333', region: 'eu-west-1' };
const hosts = ['i-0aaaaaaaaaaaaaaaa', 'i-0bbbbbbbbbbbbbbbb'];
const web = 'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:0a-1b:autoScalingGroupName/web';

describe('contain-instance', () => {
  it('changes a group of its instances on one track of its own, in the first stage', () => {
    const input = { instanceId: hosts.join(','), autoScalingGroups: [{ arn: web, instanceIds: hosts }] };
    const [first, ...rest] = containInstance.stages(input, scope);
    const [group, ...others] = (first?.tracks ?? []).toReversed();
    expect(group).toEqual({
      target: web,
      steps: [{ id: 'protect/web/suspendProcesses', action: 'suspendProcesses', input: { instanceIds: hosts } }],
    });
    expect(others.map(({ target }) => target).reverse()).toEqual(
      hosts.map((id) => `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`),
    );
    expect(rest.flatMap(({ tracks }) => tracks).filter(({ target }) => target === web)).toEqual([]);
  });

  it.each([[undefined], [[]], ['web'], [[{ arn: web }]]])('has no such track given %j', (autoScalingGroups) => {
    const given = { instanceId: hosts.join(','), ...(autoScalingGroups !== undefined && { autoScalingGroups }) };
    expect(containInstance.stages(given, scope)).toEqual(
      containInstance.stages({ instanceId: hosts.join(',') }, scope),
    );
  });
});
