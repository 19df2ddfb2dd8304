import { EC2Client, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { GetUserCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, HeadObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { ListCommandsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from '@jest/globals';
import { ContractBroken } from '../../../sandbox/protocols/contract.js';
import { writeError } from '../../../sandbox/protocols/write-error.js';
import { AwsFailure } from '../../../sandbox/services/operation.js';
import { modelOf, openWire } from './wire.js';

let failure: AwsFailure;
const config = (signingName: string): object => openWire(signingName, () => failure).config;

/** What the SDK throws when the service answers with an error. */
const thrown = async (given: AwsFailure, call: () => Promise<unknown>): Promise<unknown> => {
  failure = given;
  return call().then(
    () => 'nothing',
    (error: unknown) => error,
  );
};

test('the SDK throws an error under the code of each protocol, with its message and status', async () => {
  const ec2 = new EC2Client(config('ec2'));
  const notFound = new AwsFailure('InvalidVpcID.NotFound', "The vpc ID 'vpc-1' <does> not exist");
  expect(await thrown(notFound, () => ec2.send(new DescribeVpcsCommand({})))).toMatchObject({
    name: 'InvalidVpcID.NotFound',
    message: "The vpc ID 'vpc-1' <does> not exist",
    $metadata: { httpStatusCode: 400 },
  });
  const guardduty = new GuardDutyClient(config('guardduty'));
  const bad = new AwsFailure('BadRequestException', 'no', 400, { Type: 'InvalidInputException' });
  expect(await thrown(bad, () => guardduty.send(new ListDetectorsCommand({})))).toMatchObject({
    name: 'BadRequestException',
    message: 'no',
    Type: 'InvalidInputException',
  });
  const ssm = new SSMClient(config('ssm'));
  const invalid = new AwsFailure('InvalidInstanceId', 'no such');
  expect(await thrown(invalid, () => ssm.send(new ListCommandsCommand({})))).toMatchObject({
    name: 'InvalidInstanceId',
    message: 'no such',
    $metadata: { httpStatusCode: 400 },
  });
});

test('status and spelling of an error are the model’s', async () => {
  const iam = new IAMClient(config('iam'));
  const error = await thrown(new AwsFailure('NoSuchEntityException', 'gone'), () => iam.send(new GetUserCommand({})));
  expect(error).toBeInstanceOf(NoSuchEntityException);
  expect(error).toMatchObject({ Error: { Code: 'NoSuchEntity', Type: 'Sender' }, $metadata: { httpStatusCode: 404 } });
  const kms = new KMSClient(config('kms'));
  const internal = new AwsFailure('KMSInternalException', 'oh');
  const blob = Buffer.from('x');
  expect(await thrown(internal, () => kms.send(new DecryptCommand({ CiphertextBlob: blob })))).toMatchObject({
    $metadata: { httpStatusCode: 500 },
  });
});

test('S3 says which key it has not, and nothing in the answer to HEAD', async () => {
  const s3 = new S3Client({ ...config('s3'), forcePathStyle: true });
  const missing = new AwsFailure('NoSuchKey', 'The specified key does not exist.', 404, { Key: 'a&b' });
  const where = { Bucket: 'a-bucket', Key: 'a&b' };
  expect(await thrown(missing, () => s3.send(new GetObjectCommand(where)))).toBeInstanceOf(NoSuchKey);
  expect(await thrown(missing, () => s3.send(new HeadObjectCommand(where)))).toMatchObject({
    name: 'NotFound',
    $metadata: { httpStatusCode: 404 },
  });
  const written = writeError(modelOf('s3'), 'GET', missing, 'id-1').body.toString('utf8');
  expect(written).toContain('<Key>a&amp;b</Key><RequestId>id-1</RequestId></Error>');
});

test('an error on the wire of each protocol', () => {
  const body = (folder: string | undefined): string =>
    writeError(folder === undefined ? undefined : modelOf(folder), 'POST', new AwsFailure('Oops', 'a < b'), 'id-1')
      .body.toString('utf8')
      .replace(/^<\?xml.*\n/, '');
  expect(body('ec2')).toBe(
    '<Response><Errors><Error><Code>Oops</Code><Message>a &lt; b</Message></Error></Errors><RequestID>id-1</RequestID></Response>',
  );
  expect(body('sts')).toBe(
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>Oops</Code>' +
      '<Message>a &lt; b</Message></Error><RequestId>id-1</RequestId></ErrorResponse>',
  );
  expect(writeError(modelOf('sts'), 'POST', new AwsFailure('Oops', 'a < b'), 'id-1', true)).toMatchObject({
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"Error":{"Code":"Oops","Message":"a < b","Type":"Sender"},"RequestId":"id-1"}'),
  });
  expect(body('ssm')).toBe('{"__type":"Oops","message":"a < b"}');
  expect(body('guardduty')).toBe('{"message":"a < b"}');
  expect(body(undefined)).toBe(
    '<Error><Code>Oops</Code><Message>a &lt; b</Message><RequestId>id-1</RequestId></Error>',
  );
  expect(writeError(modelOf('guardduty'), 'POST', new AwsFailure('Oops', ''), 'id-1').headers).toMatchObject({
    'x-amzn-errortype': 'Oops',
    'x-amzn-requestid': 'id-1',
  });
});

test('a member that the error cannot have is a mistake of ours', () => {
  const wrong = new AwsFailure('BadRequestException', '', 400, { Type: 7 });
  expect(() => writeError(modelOf('guardduty'), 'POST', wrong, 'id-1')).toThrow(ContractBroken);
});
