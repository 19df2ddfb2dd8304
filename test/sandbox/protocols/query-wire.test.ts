import { describe, expect, test } from '@jest/globals';
import { wantsJson } from '../../../sandbox/protocols/query-json.js';
import { writeAnswer } from '../../../sandbox/protocols/write-answer.js';
import { formRequest, modelOf, rawRequest, reads } from './wire.js';

const text = (folder: string, operation: string, output: object): string =>
  writeAnswer(modelOf(folder), operation, output, 'id-1').body.toString('utf8');

describe('EC2 Query', () => {
  test('nested lists, structures and scalars', () => {
    const read = reads(
      formRequest(
        'Action=RunInstances&Version=2016-11-15&ImageId=ami-1&MinCount=1&MaxCount=2&DryRun=true' +
          '&SecurityGroupId.2=sg-b&SecurityGroupId.1=sg-a&SecurityGroupId.10=sg-c' +
          '&BlockDeviceMapping.1.DeviceName=%2Fdev%2Fsda1&BlockDeviceMapping.1.Ebs.VolumeSize=8' +
          '&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=a+b&TagSpecification.1.Tag.1.Value=',
      ),
      'ec2',
    );
    expect(read).toMatchObject({ operation: 'RunInstances', problems: [] });
    expect(read.input).toEqual({
      ImageId: 'ami-1',
      MinCount: 1,
      MaxCount: 2,
      DryRun: true,
      SecurityGroupIds: ['sg-a', 'sg-b', 'sg-c'],
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8 } }],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a b', Value: '' }] }],
    });
  });

  test('a request in the URL of a GET, as presigned ones are', () => {
    const read = reads(
      rawRequest({
        method: 'GET',
        target: '/?Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-1&X-Amz-Signature=0&X-Amz-Date=0',
      }),
      'ec2',
    );
    expect(read).toMatchObject({ operation: 'DescribeVpcs', input: { VpcIds: ['vpc-1'] }, problems: [] });
  });

  test('an answer, with lists that are empty and members that are not there', () => {
    expect(
      text('ec2', 'DescribeVpcs', {
        Vpcs: [{ VpcId: 'vpc-1', IsDefault: false, Tags: [{ Key: 'a', Value: '<&>' }], State: undefined }],
        NextToken: null,
      }),
    ).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><requestId>id-1</requestId><vpcSet><item>' +
        '<vpcId>vpc-1</vpcId><isDefault>false</isDefault><tagSet><item><key>a</key><value>&lt;&amp;&gt;</value></item>' +
        '</tagSet></item></vpcSet></DescribeVpcsResponse>',
    );
    expect(text('ec2', 'DescribeVpcs', { Vpcs: [] })).toContain('<vpcSet/>');
    expect(text('ec2', 'DeleteVpc', {})).toContain('<return>true</return>');
  });
});

describe('Query', () => {
  test('lists of members, maps of entries, and a list that is empty', () => {
    const read = reads(
      formRequest(
        'Action=CreateAutoScalingGroup&Version=2011-01-01&AutoScalingGroupName=g&MinSize=0&MaxSize=1' +
          '&Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.1.PropagateAtLaunch=false&LoadBalancerNames=',
      ),
      'autoscaling',
    );
    expect(read.input).toEqual({
      AutoScalingGroupName: 'g',
      MinSize: 0,
      MaxSize: 1,
      Tags: [{ Key: 'k', Value: 'v', PropagateAtLaunch: false }],
      LoadBalancerNames: [],
    });
    const map = reads(
      formRequest('Action=PutAccountProperties&Version=2010-05-08&Properties.entry.1.key=a&Properties.entry.1.value=b'),
      'iam',
    );
    expect(map.input).toEqual({ Properties: { a: 'b' } });
  });

  test('an answer is wrapped, and IAM has no milliseconds', () => {
    const CreateDate = new Date('2026-03-01T12:30:15.250Z');
    const User = { Path: '/', UserName: 'u', UserId: 'AIDA', Arn: 'arn:aws:iam::1:user/u', CreateDate };
    expect(text('iam', 'CreateUser', { User })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<CreateUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateUserResult><User><Path>/</Path>' +
        '<UserName>u</UserName><UserId>AIDA</UserId><Arn>arn:aws:iam::1:user/u</Arn>' +
        '<CreateDate>2026-03-01T12:30:15Z</CreateDate></User></CreateUserResult>' +
        '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></CreateUserResponse>',
    );
  });

  test('STS answers in JSON when it is asked for that', () => {
    const who = { Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/u', UserId: 'AIDA' };
    const { headers, body } = writeAnswer(modelOf('sts'), 'GetCallerIdentity', who, 'id-1', true);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-amzn-requestid': 'id-1' });
    expect(JSON.parse(body.toString('utf8'))).toEqual({
      GetCallerIdentityResponse: { GetCallerIdentityResult: who, ResponseMetadata: { RequestId: 'id-1' } },
    });
    const asked = (folder: string, accept: string): boolean => wantsJson(modelOf(folder), { headers: { accept } });
    expect(asked('sts', 'application/json')).toBe(true);
    expect(asked('sts', '*/*')).toBe(false);
    expect(asked('iam', 'application/json')).toBe(false);
  });

  test('the version says whether a load balancer is of the first or the second generation', () => {
    const ask = (version: string): string =>
      reads(formRequest(`Action=DescribeLoadBalancers&Version=${version}`), 'elasticloadbalancing').model.folder;
    expect([ask('2012-06-01'), ask('2015-12-01')]).toEqual(['elb', 'elbv2']);
  });
});
