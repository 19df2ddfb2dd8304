import type { IamInstanceProfileAssociation } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ec2 } from '../../../../sandbox/services/ec2/index.js';
import { iam } from '../../../../sandbox/services/iam/index.js';
import { AwsFailure } from '../../../../sandbox/services/operation.js';
import { openBench } from '../harness.js';
import { openMachines, type Machines } from './machines.js';

describe('the profile of an instance', () => {
  let m: Machines;
  let mayPass = true;
  beforeAll(() => {
    m = openMachines((_world, _request, { action }) => {
      if (action === 'iam:PassRole' && !mayPass) throw new AwsFailure('UnauthorizedOperation', 'no', 403);
    });
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    for (const name of ['web', 'jail']) {
      m.call(iam, 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
      m.call(iam, 'CreateInstanceProfile', { InstanceProfileName: name });
      m.call(iam, 'AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: name });
    }
    m.pass(60_000);
  });
  afterAll(() => m.close());

  type Answer = { readonly IamInstanceProfileAssociation: IamInstanceProfileAssociation };
  const profile = (Name: string) => ({ IamInstanceProfile: { Name } });
  const associations = (instanceId: string) =>
    m.ask<{ IamInstanceProfileAssociations: IamInstanceProfileAssociation[] }>(
      'DescribeIamInstanceProfileAssociations',
      { Filters: [{ Name: 'instance-id', Values: [instanceId] }] },
    ).IamInstanceProfileAssociations;
  const shown = (id: string) => m.instance(id).IamInstanceProfile?.Arn?.split('/').at(-1);
  const associate = (InstanceId: string, name: string) =>
    m.ask<Answer>('AssociateIamInstanceProfile', { InstanceId, ...profile(name) }).IamInstanceProfileAssociation;

  it('is there from launch on, for every instance of the launch', () => {
    const { InstanceId = '' } = m.launch(profile('web'));
    expect(shown(InstanceId)).toBe('web');
    expect(associations(InstanceId).map((each) => each.State)).toEqual(['associated']);
    const more = m.ask<{ Instances: { IamInstanceProfile?: object }[] }>('RunInstances', {
      ImageId: 'ami-0f1eb4ea0000000a1',
      InstanceType: 't3.micro',
      MinCount: 2,
      MaxCount: 2,
      ...profile('web'),
    });
    expect(more.Instances.every((each) => each.IamInstanceProfile !== undefined)).toBe(true);
  });

  it('is another after it was replaced, under a new association', () => {
    const id = m.running(profile('web'));
    const [before] = associations(id);
    const replaced = m.ask<Answer>('ReplaceIamInstanceProfileAssociation', {
      AssociationId: before?.AssociationId,
      ...profile('jail'),
    }).IamInstanceProfileAssociation;
    expect(replaced.State).toBe('associating');
    expect(replaced.AssociationId).not.toBe(before?.AssociationId);
    expect(shown(id)).toBe('jail');
    m.pass(2_000);
    expect(associations(id)).toEqual([{ ...replaced, State: 'associated' }]);
  });

  it('is gone after it was taken off, and can then be given again', () => {
    const id = m.running(profile('web'));
    const AssociationId = associations(id)[0]?.AssociationId;
    m.ask('DisassociateIamInstanceProfile', { AssociationId });
    expect(shown(id)).toBeUndefined();
    expect(associations(id).map((each) => each.State)).toEqual(['disassociating']);
    expect(m.refused('DisassociateIamInstanceProfile', { AssociationId })).toBe('IncorrectState');
    expect(m.refused('AssociateIamInstanceProfile', { InstanceId: id, ...profile('web') })).toBe('IncorrectState');
    m.pass(2_000);
    expect(associations(id)).toEqual([]);
    expect(associate(id, 'web').State).toBe('associating');
    expect(shown(id)).toBe('web');
  });

  it('is one at a time, of a profile and an instance that exist', () => {
    const id = m.running(profile('web'));
    expect(m.refused('AssociateIamInstanceProfile', { InstanceId: id, ...profile('jail') })).toBe('IncorrectState');
    const bare = m.running();
    expect(shown(bare)).toBeUndefined();
    expect(m.refused('AssociateIamInstanceProfile', { InstanceId: bare, ...profile('nobody') })).toBe(
      'InvalidParameterValue',
    );
    const unknown = { InstanceId: 'i-0123456789abcdef0', ...profile('web') };
    expect(m.refused('AssociateIamInstanceProfile', unknown)).toBe('InvalidInstanceID.NotFound');
    const AssociationId = 'iip-assoc-0123456789abcdef0';
    expect(m.refused('DisassociateIamInstanceProfile', { AssociationId })).toBe('InvalidAssociationID.NotFound');
  });

  it('can be given to a stopped instance, but replaced only while it runs', () => {
    const id = m.running();
    m.ask('StopInstances', { InstanceIds: [id] });
    m.pass(60_000);
    const { AssociationId } = associate(id, 'web');
    m.pass(2_000);
    expect(m.refused('ReplaceIamInstanceProfileAssociation', { AssociationId, ...profile('jail') })).toBe(
      'IncorrectState',
    );
  });

  it('is given only by those who may pass its role', () => {
    const id = m.running();
    mayPass = false;
    expect(m.refused('AssociateIamInstanceProfile', { InstanceId: id, ...profile('web') })).toBe(
      'UnauthorizedOperation',
    );
    const run = { ImageId: 'ami-0f1eb4ea0000000a1', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 };
    expect(m.refused('RunInstances', { ...run, ...profile('web') })).toBe('UnauthorizedOperation');
    mayPass = true;
    expect(associate(id, 'web').State).toBe('associating');
  });

  it('ends with its instance', () => {
    const id = m.running(profile('web'));
    m.ask('TerminateInstances', { InstanceIds: [id] });
    m.pass(60_000);
    expect(associations(id)).toEqual([]);
    expect(shown(id)).toBeUndefined();
  });
});

it('is looked up in the account that calls', () => {
  const bench = openBench([ec2]);
  const run = { ImageId: 'ami-0f1eb4ea0000000a1', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 };
  expect(bench.refusal(ec2, 'RunInstances', { ...run, IamInstanceProfile: { Name: 'web' } })).toBe(
    'InvalidParameterValue',
  );
  bench.close();
});
