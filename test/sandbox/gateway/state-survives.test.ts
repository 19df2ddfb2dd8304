import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTagsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import { startAws, type SandboxAws } from '../../support/aws.js';
import { forward } from './forwarded.js';
import { makeStage, type Stage } from './stage.js';
import { inParallel } from '../../../workflows/engine/in-parallel.js';

describe('the world on disk', () => {
  let aws: SandboxAws;
  let stage: Stage;
  beforeAll(async () => {
    aws = await startAws();
    await aws.admin.set({ limits: 'off' });
    stage = await makeStage(aws.ec2);
  });
  afterAll(() => aws.stop());

  const again = async (): Promise<void> => {
    await aws.kill();
    aws = await startAws(aws.world);
    stage = stage.on(aws.ec2);
  };

  it('has every answered change after kill -9 of the gateway, on the same port', async () => {
    const [app, quarantine] = [await stage.group('app-1'), await stage.group('quarantine-1')];
    const eni = await stage.interface([app]);
    await aws.ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: eni, Groups: [quarantine] }));
    const { url } = aws;
    await again();
    expect(aws.url).toBe(url);
    expect(await stage.groupsOf(eni)).toEqual([quarantine]);
  });

  it('is never half written: kill -9 under load loses nothing that was answered', async () => {
    const { ec2, pid } = aws;
    const answered: string[] = [];
    const write = async (n: number): Promise<void> => {
      const Tags = [{ Key: `key-${n}`, Value: 'x' }];
      await ec2.send(new CreateTagsCommand({ Resources: [n % 2 === 0 ? stage.vpcId : stage.subnetId], Tags }));
      answered.push(`key-${n}`);
      if (answered.length === 20) process.kill(pid, 'SIGKILL');
    };
    // A few at a time: were all sent at once, all could be answered before the signal is.
    const numbers = Array.from({ length: 60 }, (_, n) => n);
    await inParallel(numbers, 8, (n) => write(n).catch(() => undefined));
    await again();
    const kept = await aws.ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'value', Values: ['x'] }] }));
    const keys = new Set(kept.Tags?.map((tag) => tag.Key));
    expect(answered.length).toBeGreaterThanOrEqual(20);
    expect(answered.length).toBeLessThan(60);
    expect(answered.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('knows keys made through IAM after everything was killed', async () => {
    const iam = new IAMClient(aws.config);
    await iam.send(new CreateUserCommand({ UserName: 'kept' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'kept' }));
    await again();
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const sts = new STSClient({ ...aws.config, credentials });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:iam::111122223333:user/kept');
  });

  it('keeps what forwarded services hold, in the account it was made in, across kill -9 of everything', async () => {
    expect((await aws.admin.health()).motoPid).toBeNull();
    expect(await forward(aws, 'CreateTopic', { Name: 'alerts' })).toContain(
      'arn:aws:sns:eu-west-1:111122223333:alerts',
    );
    const { motoPid } = await aws.admin.health();
    process.kill(motoPid ?? 0, 'SIGKILL');
    await again();
    expect(await forward(aws, 'ListTopics')).toContain('111122223333:alerts');
  });

  it('has its record of calls, whole, across all of that', async () => {
    const { events, next } = await aws.admin.events();
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: next }, (_, index) => index));
    expect(events.filter(({ eventName }) => eventName === 'ListTopics')).toHaveLength(1);
  });

  it('comes back under a name, and begins anew on demand', async () => {
    const vpcs = async () => (await aws.ec2.send(new DescribeVpcsCommand({}))).Vpcs?.map(({ VpcId }) => VpcId);
    const before = await vpcs();
    expect(before).toContain(stage.vpcId);
    await aws.admin.save('before');
    expect(await aws.admin.worlds()).toEqual(['before']);
    await aws.admin.reset();
    expect(await vpcs()).toEqual([]);
    expect(await forward(aws, 'ListTopics')).not.toContain('alerts');
    await aws.admin.load('before');
    expect(await vpcs()).toEqual(before);
    expect(await forward(aws, 'ListTopics')).toContain('111122223333:alerts');
    await expect(aws.admin.load('nowhere')).rejects.toThrow('there is no saved world nowhere');
    await expect(aws.admin.save('../escape')).rejects.toThrow('400');
  });

  it('is said to be unreadable when somebody damaged it, instead of being replaced', async () => {
    await aws.admin.save('whole');
    await aws.halt();
    writeFileSync(join(worldFiles(aws.world).world, 'world.sqlite'), 'damaged');
    await expect(startAws(aws.world)).rejects.toThrow('is not a database');
  });
});
