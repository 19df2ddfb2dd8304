import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { EC2 } from '@aws-sdk/client-ec2';
import { S3 } from '@aws-sdk/client-s3';
import { SANDBOX_REGION } from '../sandbox/gateway/accounts.js';
import { withGateway, type BareGateway } from './gateway-process.js';
import type { Load, Outcome, Ready } from './load.js';
import { print, printRatio } from './report.js';
import { signer } from './signing.js';

const starts = 5;
const estate = 20;
const rounds = 3;
const count = 1_000;
const connections = 8;
const program = fileURLToPath(new URL('./load.js', import.meta.url));

/** What the sandbox's AWS does by itself: from start to first answer, and requests a second of what it plays. */
export const benchRequests = async (): Promise<void> => {
  const first: number[] = [];
  for (let round = 0; round < starts; round += 1) {
    const started = performance.now();
    await withGateway(async (gateway) => {
      await load(gateway, [identity(gateway)], 1);
      first.push(performance.now() - started);
    });
  }
  print('from start to the first answer', first, 'ms');
  printRatio('slowest of them', Math.max(...first), 'ms', '≤ 1,500 ms');
  await withGateway(async (gateway) => {
    await gateway.admin.set({ limits: 'off' });
    for (const [what, requests] of Object.entries(await workloads(gateway))) {
      // Unmeasured first: what runs often is compiled by then.
      await load(gateway, requests, count / 2);
      const seen: number[] = [];
      const before = gateway.cpuMs();
      for (let round = 0; round < rounds; round += 1)
        seen.push((count * 1_000) / (await load(gateway, requests, count)).elapsedMs);
      const cpuMs = gateway.cpuMs() - before;
      print(`${what}, by the client's clock`, seen, 'a second');
      printRatio(`${what}, by the core's time`, (rounds * count * 1_000) / cpuMs, 'a second', '≥ 300');
    }
  });
};

const identity = ({ url, credentials }: BareGateway): Ready =>
  signer(url, credentials).query('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' });

/** Requests by name, on an estate of twenty instances. */
const workloads = async (gateway: BareGateway): Promise<Readonly<Record<string, readonly Ready[]>>> => {
  const { url, credentials, admin } = gateway;
  const config = { endpoint: url, region: SANDBOX_REGION, credentials };
  const [ec2, s3] = [new EC2(config), new S3(config)];
  const launch = {
    ImageId: 'ami-0f1eb4ea0000000a1',
    InstanceType: 't3.micro',
    MinCount: estate,
    MaxCount: estate,
  } as const;
  const { Instances = [] } = await ec2.runInstances(launch);
  const VpcId = Instances[0]?.VpcId ?? '';
  const groups = ['one', 'two'].map((GroupName) =>
    ec2.createSecurityGroup({ GroupName, Description: GroupName, VpcId }),
  );
  const groupIds = (await Promise.all(groups)).map(({ GroupId = '' }) => GroupId);
  await s3.createBucket({ Bucket: 'bench', CreateBucketConfiguration: { LocationConstraint: SANDBOX_REGION } });
  await admin.advanceClock(60_000);
  ec2.destroy();
  s3.destroy();
  const { query, put } = signer(url, credentials);
  const ec2Version = { Version: '2016-11-15' };
  const interfaces = Instances.map((one) => one.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '');
  return {
    GetCallerIdentity: [identity(gateway)],
    [`DescribeInstances of ${estate}`]: [query('ec2', { Action: 'DescribeInstances', ...ec2Version })],
    ModifyNetworkInterfaceAttribute: groupIds.flatMap((id) =>
      interfaces.map((NetworkInterfaceId) =>
        query('ec2', {
          Action: 'ModifyNetworkInterfaceAttribute',
          ...ec2Version,
          NetworkInterfaceId,
          'SecurityGroupId.1': id,
        }),
      ),
    ),
    'PutObject of 1 kB': Array.from({ length: 500 }, (_, at) => put(`/bench/key-${at}`, 'x'.repeat(1_024))),
  };
};

const load = async ({ url }: BareGateway, requests: readonly Ready[], times: number): Promise<Outcome> => {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const asked: Load = { url, requests, count: times, connections };
  child.stdin.end(JSON.stringify(asked));
  const outcome = JSON.parse(await text(child.stdout)) as Outcome;
  if (outcome.refused > 0) throw new Error(`${outcome.refused} of ${times} requests were refused`);
  return outcome;
};
