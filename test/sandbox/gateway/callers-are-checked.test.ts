import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signatureOf } from '../../../sandbox/gateway/signature.js';
import { startAws, type SandboxAws } from '../../support/aws.js';

describe('callers', () => {
  let aws: SandboxAws;
  let iam: IAMClient;
  beforeAll(async () => {
    aws = await startAws();
    iam = new IAMClient(aws.config);
  });
  afterAll(() => aws.stop());

  const as = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
    const config = { ...aws.config, credentials };
    return {
      ec2: () => new EC2Client(config).send(new DescribeVpcsCommand({})),
      sts: () => new STSClient(config).send(new GetCallerIdentityCommand({})),
      ssm: () => new SSMClient(config).send(new DescribeParametersCommand({})),
    };
  };
  const refused = async (caller: ReturnType<typeof as>, ec2: string, sts: string, ssm: string): Promise<void> => {
    await expect(caller.ec2()).rejects.toMatchObject({ name: ec2 });
    await expect(caller.sts()).rejects.toMatchObject({ name: sts });
    await expect(caller.ssm()).rejects.toMatchObject({ name: ssm });
  };
  const userWithKey = async (UserName: string) => {
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  };

  it('with the key of the world are its root', async () => {
    expect((await as(aws.credentials).sts()).Arn).toBe('arn:aws:iam::111122223333:root');
  });

  it('with an unknown key are refused in the words of each service', async () => {
    const nobody = as({ accessKeyId: 'AKIANOBODYNOBODYNOBO', secretAccessKey: 'x' });
    await refused(nobody, 'AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException');
  });

  it('with a wrong secret are refused', async () => {
    const forger = as({ accessKeyId: aws.credentials.accessKeyId, secretAccessKey: 'wrong' });
    await refused(forger, 'AuthFailure', 'SignatureDoesNotMatch', 'InvalidSignatureException');
  });

  it('who sign with a clock ten minutes off are refused', async () => {
    const ec2 = new EC2Client({ ...aws.config, systemClockOffset: -600_000 });
    await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({ name: 'RequestExpired' });
  });

  it('are not judged by the virtual clock', async () => {
    await aws.admin.advanceClock(3_600_000);
    await expect(as(aws.credentials).ec2()).resolves.toBeDefined();
  });

  it('whose body was changed on the way are refused', async () => {
    const ec2 = new EC2Client(aws.config);
    ec2.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string; headers: Record<string, string> };
        request.body = request.body.replace('DescribeVpcs', 'DescribeVpcz');
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({ name: 'AuthFailure' });
  });

  it('with a user key act as that user until it is deactivated, and again when it is active', async () => {
    const key = await userWithKey('eve');
    expect((await as(key).sts()).Arn).toBe('arn:aws:iam::111122223333:user/eve');
    const status = { UserName: 'eve', AccessKeyId: key.accessKeyId };
    await iam.send(new UpdateAccessKeyCommand({ ...status, Status: 'Inactive' }));
    await refused(as(key), 'AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException');
    await iam.send(new UpdateAccessKeyCommand({ ...status, Status: 'Active' }));
    await expect(as(key).ec2()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await iam.send(new DeleteAccessKeyCommand(status));
    await refused(as(key), 'AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException');
  });

  it('with a session need its token', async () => {
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:user/frank' },
        Action: 'sts:AssumeRole',
      },
    });
    const frank = await userWithKey('frank');
    await iam.send(new CreateRoleCommand({ RoleName: 'responder', AssumeRolePolicyDocument }));
    const assume = new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::111122223333:role/responder',
      RoleSessionName: 'session',
    });
    const { Credentials } = await new STSClient({ ...aws.config, credentials: frank }).send(assume);
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
    };
    const withToken = as({ ...session, sessionToken: Credentials?.SessionToken ?? '' });
    expect((await withToken.sts()).Arn).toBe('arn:aws:sts::111122223333:assumed-role/responder/session');
    await refused(as(session), 'AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException');
  });

  it('who do not sign at all are refused, presigned ones too', async () => {
    const bare = await fetch(`${aws.url}/?Action=DescribeVpcs&Version=2016-11-15`, { method: 'POST' });
    expect(bare.status).toBe(403);
    const presigned = await fetch(`${aws.url}/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Signature=0`);
    expect(presigned.status).toBe(403);
  });

  it('are known by a presigned GetCallerIdentity, for as long as it says, and by no other operation', async () => {
    const { accessKeyId, secretAccessKey } = aws.credentials;
    const { host } = new URL(aws.url);
    const presigned = (signedAt = Date.now()): string => {
      const time = new Date(signedAt).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
      const scope = { date: time.slice(0, 8), region: 'us-east-1', service: 'sts' };
      const query = new URLSearchParams({
        Action: 'GetCallerIdentity',
        Version: '2011-06-15',
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `${accessKeyId}/${scope.date}/us-east-1/sts/aws4_request`,
        'X-Amz-Date': time,
        'X-Amz-Expires': '60',
        'X-Amz-SignedHeaders': 'host',
      });
      const request = { method: 'GET', target: `/?${query.toString()}`, headers: { host }, body: Buffer.alloc(0) };
      const about = { ...scope, signedHeaders: ['host'], time, expires: 60 };
      return `${aws.url}${request.target}&X-Amz-Signature=${signatureOf(request, about, secretAccessKey)}`;
    };
    const known = await fetch(presigned());
    expect([known.status, await known.text()]).toEqual([
      200,
      expect.stringContaining('<Arn>arn:aws:iam::111122223333:root</Arn>'),
    ]);
    expect((await fetch(presigned(Date.now() - 61_000))).status).toBe(403);
    expect((await fetch(presigned().replace('GetCallerIdentity', 'GetSessionToken'))).status).toBe(403);
    expect((await fetch(presigned(), { headers: { 'x-amz-security-token': 'another' } })).status).toBe(403);
  });

  it("cannot reach moto's own controls through the gateway", async () => {
    const reset = await fetch(`${aws.url}/moto-api/reset`, { method: 'POST' });
    expect(reset.status).toBe(403);
  });
});
