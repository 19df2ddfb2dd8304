import { expect, test } from '@jest/globals';
import { writeAnswer } from '../../../sandbox/protocols/write-answer.js';
import { modelOf } from './wire.js';

const write = (folder: string, operation: string, output: unknown) => (): unknown =>
  writeAnswer(modelOf(folder), operation, output, 'id-1');

test.each([
  ['a member that the output has not', { Vpc: {} }, 'Vpc: expected nothing'],
  ['a member of a member', { Vpcs: [{ VpcID: 'x' }] }, 'Vpcs.1.VpcID: expected nothing'],
  ['text for a truth', { Vpcs: [{ IsDefault: 'true' }] }, "Vpcs.1.IsDefault: expected boolean, got string 'true'"],
  ['one for many', { Vpcs: { VpcId: 'x' } }, 'Vpcs: expected list, got structure'],
  ['a value that the enum has not', { Vpcs: [{ State: 'gone' }] }, 'Vpcs.1.State: expected one of pending, available'],
  ['no output at all, but text', 'text', "(all of it): expected structure, got string 'text'"],
])('%s breaks the contract', (_what, output, message) => {
  expect(write('ec2', 'DescribeVpcs', output)).toThrow(message);
});

test('times, blobs and numbers are what they say', () => {
  expect(write('ec2', 'DescribeSnapshots', { Snapshots: [{ StartTime: 1_000 }] })).toThrow('expected timestamp');
  expect(write('ec2', 'DescribeSnapshots', { Snapshots: [{ StartTime: new Date(Number.NaN) }] })).toThrow(
    'expected timestamp',
  );
  expect(write('ec2', 'DescribeSnapshots', { Snapshots: [{ VolumeSize: 1.5 }] })).toThrow('expected integer');
  expect(write('kms', 'Encrypt', { CiphertextBlob: 'AQID' })).toThrow('expected blob, got string');
});

test('what the model requires must be there; null and undefined are not', () => {
  expect(write('iam', 'CreateUser', { User: { UserName: 'u', UserId: undefined, Path: null } })).toThrow(
    'iam CreateUser: User.Path: expected a value, got none; User.UserId: expected a value, got none',
  );
});

test('an operation that answers nothing is given nothing', () => {
  expect(write('ec2', 'DeleteVpc', undefined)).not.toThrow();
  expect(write('ec2', 'DeleteVpc', { Return: true })).toThrow('Return: expected nothing');
});

test('an object is as long as S3 says', () => {
  expect(write('s3', 'GetObject', { Body: Buffer.from('abc'), ContentLength: 3 })).not.toThrow();
  expect(write('s3', 'GetObject', { Body: Buffer.from('abc'), ContentLength: 4 })).toThrow(
    'ContentLength: expected 3, got 4',
  );
});
