import type { RawRequest } from '../../../sandbox/protocols/http.js';
import { formRequest, jsonRequest, rawRequest } from './wire.js';

/** Valid requests of every protocol, with the service that each is for. */
export const valid: readonly (readonly [service: string, raw: RawRequest])[] = [
  [
    'ec2',
    formRequest(
      'Action=RunInstances&Version=2016-11-15&ImageId=ami-1&MinCount=1&MaxCount=2&SecurityGroupId.1=sg-1' +
        '&BlockDeviceMapping.1.Ebs.VolumeSize=8&TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b',
    ),
  ],
  ['iam', formRequest('Action=CreateUser&Version=2010-05-08&UserName=a&Tags.member.1.Key=k&Tags.member.1.Value=v')],
  ['elasticloadbalancing', formRequest('Action=DescribeTags&Version=2015-12-01&ResourceArns.member.1=arn')],
  [
    'iam',
    formRequest('Action=PutAccountProperties&Version=2010-05-08&Properties.entry.1.key=a&Properties.entry.1.value=b'),
  ],
  [
    'ssm',
    jsonRequest(
      'AmazonSSM.SendCommand',
      '{"DocumentName":"abc","Targets":[{"Key":"tag:a","Values":["b"]}],"Parameters":{"a":["b"]}}',
    ),
  ],
  ['kms', jsonRequest('TrentService.Encrypt', '{"KeyId":"k","Plaintext":"AQID","EncryptionContext":{"a":"b"}}')],
  ['cloudtrail', jsonRequest('CloudTrail_20131101.LookupEvents', '{"StartTime":1772368215.25,"MaxResults":5}')],
  [
    'guardduty',
    rawRequest({ target: '/detector/d/findings', body: '{"findingCriteria":{"criterion":{"a":{"eq":["b"]}}}}' }),
  ],
  [
    'securityhub',
    rawRequest({
      method: 'PATCH',
      target: '/findings/batchupdate',
      body: '{"FindingIdentifiers":[{"Id":"a","ProductArn":"b"}]}',
    }),
  ],
  [
    's3',
    rawRequest({
      method: 'PUT',
      target: '/b/k?retention',
      headers: { host: 'b.localhost' },
      body: '<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate></Retention>',
    }),
  ],
  [
    's3',
    rawRequest({
      target: '/b?delete',
      body: '<Delete xmlns="x"><Object><Key>a&amp;</Key></Object><Quiet>true</Quiet></Delete>',
    }),
  ],
  [
    's3',
    rawRequest({
      method: 'PUT',
      target: '/b/k',
      headers: { 'content-encoding': 'aws-chunked', 'x-amz-meta-a': 'b', 'x-amz-trailer': 'x-amz-checksum-crc32' },
      body: '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
    }),
  ],
];
