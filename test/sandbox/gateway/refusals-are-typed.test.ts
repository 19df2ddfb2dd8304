import { connect } from 'node:net';
import { AutoScalingClient, PutWarmPoolCommand } from '@aws-sdk/client-auto-scaling';
import { CreateVpnGatewayCommand, DescribeInstancesCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { SSMClient, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAws, type SandboxAws } from '../../support/aws.js';

describe('what the sandbox does not simulate', () => {
  let aws: SandboxAws;
  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws.stop());

  const typed = { name: 'UnsupportedInSandbox', $metadata: { httpStatusCode: 501, attempts: 1 } };

  it('is a typed error that is not retried, in the EC2 protocol', async () => {
    await expect(aws.ec2.send(new CreateVpnGatewayCommand({ Type: 'ipsec.1' }))).rejects.toMatchObject({
      ...typed,
      message: 'ec2:CreateVpnGateway is not simulated',
    });
  });

  it('is the same in the query protocol', async () => {
    const scaling = new AutoScalingClient({ ...aws.config, maxAttempts: 3 });
    await expect(scaling.send(new PutWarmPoolCommand({ AutoScalingGroupName: 'a' }))).rejects.toMatchObject(typed);
  });

  it('is the same in the JSON protocol', async () => {
    const ssm = new SSMClient({ ...aws.config, maxAttempts: 3 });
    await expect(ssm.send(new StartAutomationExecutionCommand({ DocumentName: 'd-1' }))).rejects.toMatchObject(typed);
  });

  it('is told apart from what does not exist, and from what is asked wrongly', async () => {
    const unknown = new DescribeInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] });
    await expect(aws.ec2.send(unknown)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    const filter = new DescribeVpcsCommand({ Filters: [{ Name: 'no-such-filter', Values: ['x'] }] });
    await expect(aws.ec2.send(filter)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('hostile requests', () => {
  let aws: SandboxAws;
  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws.stop());

  const alive = async (): Promise<void> => {
    expect((await aws.admin.health()).scale).toBe(1);
    expect(() => process.kill(aws.pid, 0)).not.toThrow();
  };

  it('with a body over 64 MiB are refused', async () => {
    const answer = await fetch(aws.url, { method: 'POST', body: Buffer.alloc(65 * 1024 * 1024) }).catch(
      () => undefined,
    );
    expect([undefined, 413]).toContain(answer?.status);
    await alive();
  });

  it('with garbage, odd headers or prototype names break nothing', async () => {
    const bodies = [
      '\0\x01\xff',
      '{"__proto__":{"a":1}}',
      '__proto__.a=1&Action=DescribeVpcs',
      'A.999999999=1',
      '%',
      '[',
    ];
    const authorizations = [
      'x',
      'AWS4-HMAC-SHA256 Credential=a/b/c/d/e',
      'AWS4-HMAC-SHA256 Credential=a/20260101/r/ec2/aws4_request, SignedHeaders=host, Signature=00',
    ];
    for (const body of bodies) {
      for (const authorization of authorizations) {
        const headers = {
          authorization,
          'x-amz-target': '__proto__',
          'content-type': 'application/x-www-form-urlencoded',
        };
        const answer = await fetch(`${aws.url}/%?%=%`, { method: 'POST', body, headers });
        expect([400, 401, 403]).toContain(answer.status);
      }
    }
    await alive();
  });

  it('that are no HTTP, or stop half way, are dropped', async () => {
    const { port } = new URL(aws.url);
    const talk = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
        socket
          .on('error', () => resolve())
          .on('close', () => resolve())
          .resume();
      });
    await talk('\x16\x03\x01 not http\r\n\r\n');
    await talk('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    await alive();
  });

  it('cannot steer the sandbox without its token', async () => {
    for (const headers of [{}, { 'x-firebreak-admin': 'guess' }] as Record<string, string>[]) {
      const answer = await fetch(`${aws.url}/_firebreak/clock`, { method: 'POST', body: '{"advanceMs":1}', headers });
      expect(answer.status).toBe(403);
    }
    await expect(aws.admin.advanceClock(-1)).rejects.toThrow('400');
  });
});
