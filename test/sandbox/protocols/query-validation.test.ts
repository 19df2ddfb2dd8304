import { describe, expect, test } from '@jest/globals';
import { validateInput } from '../../../sandbox/protocols/validate-input.js';
import { refusal } from './refusal.js';
import { formRequest, modelOf, problemsOf } from './wire.js';

describe('EC2', () => {
  const refused = (parameters: string): string => refusal('ec2', formRequest(`Version=2016-11-15&${parameters}`));

  test('a parameter that is missing, by its name on the wire', () => {
    expect(refused('Action=CreateSecurityGroup&GroupName=a')).toBe(
      '400 MissingParameter: The request must contain the parameter GroupDescription',
    );
    expect(refused('Action=CreateTags&ResourceId.1=i-1')).toBe(
      '400 MissingParameter: The request must contain the parameter Tag',
    );
  });

  test.each(['Nope=1', 'Filter.1.Nope=1', 'Filter.x.Name=a', 'VpcId=vpc-1', 'constructor=1', '__proto__.a=1'])(
    'the parameter %s, which the operation has not',
    (parameter) => {
      const name = parameter.split('=')[0];
      expect(refused(`Action=DescribeVpcs&${parameter}`)).toBe(
        `400 UnknownParameter: The parameter ${name} is not recognized`,
      );
    },
  );

  test('values of the wrong type, outside a range or not of an enum', () => {
    expect(refused('Action=DescribeVpcs&DryRun=maybe')).toContain(
      '400 InvalidParameterValue: Value (maybe) for parameter DryRun',
    );
    expect(refused('Action=DescribeVpcs&MaxResults=4')).toContain('Value (4) for parameter MaxResults is invalid.');
    expect(refused('Action=DescribeVpcs&MaxResults=99999999999')).toContain('InvalidParameterValue');
    expect(refused('Action=RunInstances&MinCount=1&MaxCount=1&InstanceType=t0.tiny')).toContain(
      'Value (t0.tiny) for parameter InstanceType',
    );
  });

  test('what is unknown is said before what is missing', () => {
    expect(refused('Action=CreateTags&Nope=1')).toContain('UnknownParameter');
  });
});

describe('Query services', () => {
  test('list everything that is wrong in one sentence', () => {
    expect(refusal('iam', formRequest('Action=CreateUser&Version=2010-05-08&UserName=a+b&PermissionsBoundary=x'))).toBe(
      "400 ValidationError: 2 validation errors detected: Value 'a b' at 'userName' failed to satisfy constraint: " +
        "Member must satisfy regular expression pattern: [\\w+=,.@-]+; Value 'x' at 'permissionsBoundary' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 20',
    );
    expect(refusal('iam', formRequest('Action=GetRole&Version=2010-05-08'))).toBe(
      "400 ValidationError: 1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null",
    );
  });

  test('pass over parameters that they do not know', () => {
    expect(problemsOf(formRequest('Action=ListUsers&Version=2010-05-08&Nope=1'), 'iam')).toEqual([]);
  });

  test('refuse values that are of no type of theirs', () => {
    expect(refusal('iam', formRequest('Action=ListUsers&Version=2010-05-08&MaxItems=many'))).toContain(
      'MalformedInput',
    );
  });
});

test('an input with nothing wrong has no problems', () => {
  expect(
    validateInput(modelOf('ec2'), 'DescribeVpcs', { VpcIds: ['vpc-1'], MaxResults: 5, NextToken: undefined }),
  ).toEqual([]);
});
