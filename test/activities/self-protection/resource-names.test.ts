import { describe, expect, it } from '@jest/globals';
import { namesInInput, namesInStep, nameOf } from '../../../activities/self-protection/resource-names.js';
import type { SignedStep } from '../../../workflows/contract/plan.js';

const account = '111122223333';
const iam = (what: string): string => `arn:aws:iam::${account}:${what}`;
const host = 'i-0123456789abcdef0';

describe('one resource has one name', () => {
  it.each([
    ['whatever the path and the case', iam('user/tools/Firebreak'), iam('user/firebreak')],
    ['as a role and as its session', iam('role/tools/worker'), `arn:aws:sts::${account}:assumed-role/worker/${host}`],
    [
      'as EC2 knows it anywhere',
      `arn:aws:ec2:eu-west-1:${account}:instance/${host}`,
      `arn:aws:ec2::${account}:instance/${host}`,
    ],
    ['in every partition, as buckets are named', 'arn:aws:s3:::evidence', 'arn:aws-cn:s3:::evidence'],
  ])('%s', (_, one, other) => {
    expect(nameOf(one)).toBe(nameOf(other));
  });

  it.each([
    ['a user and a role', iam('user/a'), iam('role/a')],
    ['accounts', iam('user/a'), 'arn:aws:iam::444455556666:user/a'],
    ['names that begin alike', iam('role/a'), iam('role/a-2')],
    ['a bucket and an object in it', 'arn:aws:s3:::evidence', 'arn:aws:s3:::evidence/case-1'],
  ])('and another has another: %s', (_, one, other) => {
    expect(nameOf(one)).not.toBe(nameOf(other));
  });
});

describe('a call is about', () => {
  it.each([
    ['ids of EC2, wherever they stand', { Targets: [{ Id: host }] }, `arn:aws:ec2::${account}:instance/${host}`],
    ['ARNs', { TargetGroupArn: 'arn:aws:x:y::z' }, 'arn:aws:x:y::z'],
    ['users', { UserName: 'Ada', PolicyName: 'p' }, iam('user/ada')],
    ['roles', { RoleName: 'ops' }, iam('role/path/ops')],
    ['instance profiles', { InstanceProfileName: 'web' }, iam('instance-profile/web')],
    ['buckets', { Bucket: 'evidence' }, 'arn:aws:s3:::evidence'],
  ])('%s', (_, input, arn) => {
    expect(namesInInput(input, account)).toContain(nameOf(arn));
  });

  it.each([
    ['the bucket that an object is put into', { Bucket: 'evidence', Key: 'case-1/memory' }],
    ['the key that encrypts it', { SSEKMSKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/a' }],
    ['the groups that an interface is given', { Groups: ['sg-01234567'] }],
    ['what is only spoken of', { PolicyDocument: `{"Resource":"${iam('user/a')}"}`, GroupName: 'sg' }],
    ['what is not known yet', { GroupId: { $ref: 'group/vpc-1.GroupId' } }],
  ])('not %s', (_, input) => {
    expect(namesInInput(input, account)).toEqual([]);
  });
});

it('a step is about its target, its victims, its input and its calls', () => {
  const step = {
    target: iam('role/web'),
    victims: ['arn:aws:a:b::c'],
    input: { instanceIds: [host] },
    calls: [{ target: 'eni-01234567', input: { RoleName: 'other' } }],
    owner: account,
  } as unknown as SignedStep;
  expect(namesInStep(step)).toEqual([
    nameOf(iam('role/web')),
    'arn:aws:a:b::c',
    host,
    'eni-01234567',
    nameOf(iam('role/other')),
  ]);
});
