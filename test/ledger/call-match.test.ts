import { expect, test } from '@jest/globals';
import { callProblem } from '../../ledger/call-match.js';
import type { ActualCall } from '../../ledger/call-match.js';
import type { Json } from '../../workflows/contract/json.js';
import { createGroup, modify } from './fixtures/plans.js';

const plan = [createGroup, modify('eni-01')];
const outputs = (callId: string): Json[] =>
  callId === 'createGroup' ? [{ GroupId: 'sg-1', List: [{ Id: 'a' }] }] : [];
const create = (input: Json, change: Partial<ActualCall> = {}): string | null =>
  callProblem(plan, { id: 'createGroup', service: 'ec2', operation: 'CreateSecurityGroup', input, ...change }, outputs);
const change = (input: Json, known = outputs): string | null =>
  callProblem(
    plan,
    { id: 'modify:eni-01', service: 'ec2', operation: 'ModifyNetworkInterfaceAttribute', input },
    known,
  );

test('literal parts, patterns and references that fit', () => {
  expect(create({ VpcId: 'vpc-1', GroupName: 'q-0123abcd' })).toBeNull();
  expect(change({ Groups: ['sg-1'], NetworkInterfaceId: 'eni-01' })).toBeNull();
  const listed = { ...modify('eni-01'), input: { A: { $ref: 'createGroup.List.0.Id' } } };
  expect(callProblem([createGroup, listed], { ...listed, input: { A: 'a' } }, outputs)).toBeNull();
});

test('anything else is named', () => {
  const good = { VpcId: 'vpc-1', GroupName: 'q-0123abcd' };
  expect(create({ ...good, VpcId: 'vpc-2' })).toMatch(/input.VpcId is "vpc-2", and "vpc-1" was planned/);
  expect(create({ ...good, GroupName: 'q-0123abcd-and-more' })).toMatch(/not like/);
  expect(create({ ...good, GroupName: 7 })).toMatch(/not like/);
  expect(create({ ...good, DryRun: false })).toMatch(/input.DryRun was not planned/);
  expect(create({ VpcId: 'vpc-1' })).toMatch(/input.GroupName was planned and is missing/);
  expect(create(good, { operation: 'DeleteSecurityGroup' })).toMatch(/CreateSecurityGroup was planned/);
  expect(create(good, { id: 'other' })).toMatch(/not in the plan/);
  expect(change({ Groups: ['sg-2'], NetworkInterfaceId: 'eni-01' })).toMatch(/"sg-2", and the ledger recorded "sg-1"/);
  expect(change({ Groups: ['sg-1', 'sg-2'], NetworkInterfaceId: 'eni-01' })).toMatch(/input.Groups.1 was not planned/);
  expect(change({ Groups: ['sg-1'], NetworkInterfaceId: 'eni-01' }, () => [])).toMatch(/the ledger has no such output/);
  expect(change({ Groups: { 0: 'sg-1' }, NetworkInterfaceId: 'eni-01' })).toMatch(/another form/);
});

test('a reference to a later call, to itself, or into a prototype leads nowhere', () => {
  const self = { ...createGroup, input: { A: { $ref: 'createGroup.GroupId' } } };
  expect(callProblem([self], { ...self, input: { A: 'sg-1' } }, outputs)).toMatch(/no earlier call/);
  const proto = { ...modify('eni-01'), input: { A: { $ref: 'createGroup.constructor.name' } } };
  expect(callProblem([createGroup, proto], { ...proto, input: { A: 'Object' } }, outputs)).toMatch(/no such output/);
  const broken = { ...createGroup, input: { A: { $like: '(' } } };
  expect(callProblem([broken], { ...broken, input: { A: '(' } }, outputs)).toMatch(/not like/);
});

test('a list that was planned by one template fits one item or more like it, and nothing else', () => {
  const complete = {
    id: 'complete',
    service: 's3',
    operation: 'CompleteMultipartUpload',
    target: 'bucket',
    input: { Parts: [{ $each: { PartNumber: { $like: '[0-9]{1,5}' }, ETag: { $like: '"[0-9a-f]{32}"' } } }] },
  };
  const sent = (...Parts: Json[]): string | null => callProblem([complete], { ...complete, input: { Parts } }, outputs);
  const part = { PartNumber: 1, ETag: `"${'a'.repeat(32)}"` };
  expect(sent(part)).toBeNull();
  expect(sent(part, { ...part, PartNumber: 10_000 })).toBeNull();
  expect(sent()).toMatch(/is empty/);
  expect(sent(part, { ...part, PartNumber: 1.5 })).toMatch(/Parts.1.PartNumber is 1.5, which is not like/);
  expect(sent(part, { ...part, Size: 1 })).toMatch(/Parts.1.Size was not planned/);
  expect(sent(part, 'text')).toMatch(/Parts.1 is "text"/);
  expect(sent(...Array.from({ length: 10_001 }, () => part))).toMatch(/more than 10000 items/);
});
