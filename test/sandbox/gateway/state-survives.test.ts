import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTagsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import { startAws, until, type SandboxAws } from '../../support/aws.js';
import { makeStage, type Stage } from './stage.js';

describe('the account on disk', () => {
  let aws: SandboxAws;
  let stage: Stage;
  beforeAll(async () => {
    aws = await startAws();
    await aws.admin.setBuckets(false);
    stage = await makeStage(aws.ec2);
  });
  afterAll(() => aws.stop());

  it('keeps its default VPC from the first read on', async () => {
    const defaults = async () => {
      const Filters = [{ Name: 'is-default', Values: ['true'] }];
      return (await aws.ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs?.map((vpc) => vpc.VpcId);
    };
    const before = await defaults();
    await aws.kill();
    aws = await startAws(aws.world);
    expect(await defaults()).toEqual(before);
  });

  it('has every answered change after kill -9 of moto, which comes back by itself', async () => {
    const [app, quarantine] = [await stage.group('app-1'), await stage.group('quarantine-1')];
    const eni = await stage.interface([app]);
    await aws.ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: eni, Groups: [quarantine] }));
    process.kill(aws.motoPid, 'SIGKILL');
    expect(await until('moto to be back', () => stage.groupsOf(eni).catch(() => undefined))).toEqual([quarantine]);
    expect((await aws.admin.health()).motoRestarts).toBe(1);
  });

  it('has every answered change after kill -9 of the gateway, on the same port', async () => {
    const made = await (await makeStage(aws.ec2)).group('after');
    const { url, motoPid } = aws;
    await aws.kill();
    aws = await startAws(aws.world);
    expect(aws.url).toBe(url);
    expect(aws.motoPid).not.toBe(motoPid);
    expect(() => process.kill(motoPid, 0)).toThrow('ESRCH');
    expect(made).toMatch(/^sg-/);
    const stageAgain = await makeStage(aws.ec2);
    const eni = await stageAgain.interface([]);
    expect(await stageAgain.groupsOf(eni)).toHaveLength(1);
  });

  it('is never half written: kill -9 under load loses nothing that was answered', async () => {
    const { ec2, motoPid } = aws;
    const answered: string[] = [];
    const write = async (n: number): Promise<void> => {
      const Tags = [{ Key: `key-${n}`, Value: 'x' }];
      await ec2.send(new CreateTagsCommand({ Resources: [n % 2 === 0 ? stage.vpcId : stage.subnetId], Tags }));
      answered.push(`key-${n}`);
      if (answered.length === 20) process.kill(motoPid, 'SIGKILL');
    };
    await Promise.allSettled(Array.from({ length: 60 }, (_, n) => write(n)));
    const kept = await until('moto to be back', () =>
      ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'value', Values: ['x'] }] })).catch(() => undefined),
    );
    const keys = new Set(kept.Tags?.map((tag) => tag.Key));
    expect(answered.length).toBeGreaterThanOrEqual(20);
    expect(answered.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('knows keys made through IAM after everything was killed', async () => {
    const iam = new IAMClient(aws.config);
    await iam.send(new CreateUserCommand({ UserName: 'kept' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'kept' }));
    await aws.kill();
    aws = await startAws(aws.world);
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const sts = new STSClient({ ...aws.config, credentials });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:iam::111122223333:user/kept');
  });

  it('keeps what other services hold', async () => {
    const name = { Name: '/app/setting' };
    await new SSMClient(aws.config).send(new PutParameterCommand({ ...name, Value: 'kept', Type: 'String' }));
    await aws.kill();
    aws = await startAws(aws.world);
    const { Parameter } = await new SSMClient(aws.config).send(new GetParameterCommand(name));
    expect(Parameter?.Value).toBe('kept');
  });

  it('has its record of calls, whole, across all of that', () => {
    const lines = readFileSync(join(aws.world, 'cloudtrail.jsonl'), 'utf8').trimEnd().split('\n');
    const sequences = lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index));
  });

  it('is empty again after a reset', async () => {
    expect(await aws.admin.reset()).toBe(true);
    const { Vpcs } = await aws.ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs?.map((vpc) => vpc.IsDefault)).toEqual([true]);
  });

  it('is said to be unreadable when somebody damaged it, instead of being replaced', async () => {
    await aws.halt();
    const pickle = join(worldFiles(aws.world).motoState, 'world.pickle');
    const whole = readFileSync(pickle);
    writeFileSync(pickle, 'damaged');
    await expect(startAws(aws.world)).rejects.toThrow('cannot be read');
    writeFileSync(pickle, whole);
    aws = await startAws(aws.world);
  });
});
