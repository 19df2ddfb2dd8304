import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { groupsIn } from '../../../../sandbox/services/ec2/network/network-records.js';
import {
  instancesIn,
  interfacesIn,
  type InstanceRecord,
  type InterfaceRecord,
} from '../../../../sandbox/services/ec2/records.js';
import { putTags } from '../../../../sandbox/services/ec2/tags.js';
import { bitcoinTool } from '../../../../sandbox/services/guardduty/instance-findings.js';
import { instanceSubject } from '../../../../sandbox/services/guardduty/subjects.js';
import { openGuard, type Guard } from './guard.js';

let guard: Guard;
beforeEach(() => {
  guard = openGuard();
});
afterEach(() => guard.close());

describe('the instance that a finding is about', () => {
  test('is shown as it is, with its interfaces and groups', () => {
    guard.world.store.transact(() => {
      const state = { from: 'pending', to: 'running', at: 0, until: 0 } as const;
      const about = { id: 'i-1', imageId: 'ami-1', type: 't3.micro', platform: 'linux', zone: 'eu-west-1a' } as const;
      instancesIn(guard.place).put('i-1', { ...about, launchedAt: 0, state } as InstanceRecord);
      interfacesIn(guard.place).put('eni-1', {
        id: 'eni-1',
        vpcId: 'vpc-1',
        subnetId: 'subnet-1',
        groups: ['sg-1'],
        privateIps: ['10.0.0.5'],
        ipv6: [],
        publicIp: { ip: '198.51.100.9', privateIp: '10.0.0.5' },
        attachment: { id: 'a', instanceId: 'i-1', deviceIndex: 0, attachedAt: 0, deleteOnTermination: true },
      } as unknown as InterfaceRecord);
      groupsIn(guard.place).put('sg-1', { id: 'sg-1', vpcId: 'vpc-1', name: 'web', description: '' });
      putTags(guard.place, 'i-1', 'instance', [{ Key: 'app', Value: 'web' }]);
    });
    guard.find(bitcoinTool(instanceSubject(guard.place, 'i-1')), 'coin');
    const network = 'resource.instanceDetails.networkInterfaces';
    expect(guard.ids({ [`${network}.securityGroups.groupName`]: { Equals: ['web'] } })).toEqual(['coin']);
    expect(guard.ids({ [`${network}.publicIp`]: { Equals: ['198.51.100.9'] } })).toEqual(['coin']);
    expect(guard.ids({ 'resource.instanceDetails.tags.key': { Equals: ['app'] } })).toEqual(['coin']);
    expect(guard.ids({ 'resource.instanceDetails.instanceType': { Equals: ['t3.micro'] } })).toEqual(['coin']);
  });

  test('is its id alone when it is not there', () => {
    expect(instanceSubject(guard.place, 'i-gone')).toEqual({
      ResourceType: 'Instance',
      InstanceDetails: { InstanceId: 'i-gone' },
    });
  });
});
