import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '../../sandbox/services/cloudtrail/record.js';
import { isSeal } from '../../bench/chaos/effects.js';
import { layout } from '../../sandbox/stack/layout.js';
import { seededWorld } from './seeded-world.js';
import { program } from './stack/program.js';
import { SandboxWithRuns } from './stack/sandbox-with-runs.js';

export type { Launched } from './stack/sandbox-with-runs.js';
export { stepOf, stepsOf } from './stack/steps.js';

/** An instance made for one test. */
export interface TestInstance {
  readonly id: string;
  /** In the order of their devices. */
  readonly interfaces: readonly string[];
  readonly volumes: readonly string[];
}

/** Security groups by network interface, as AWS reads them back. */
export type Groups = Readonly<Record<string, readonly string[]>>;

/** A whole sandbox of its own: Temporal, AWS, worker, supervised, under a temporary home, with its AWS in our own hands. */
export class Stack extends SandboxWithRuns {
  /** Brings one up, on an estate that was seeded before. What it has started is stopped again when that fails. */
  static async start(): Promise<Stack> {
    if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first`);
    const stack = new Stack(mkdtempSync(join(tmpdir(), 'firebreak-e2e-')));
    try {
      await seededWorld(layout(stack.home).world);
      await stack.up();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** The security groups of an instance's interfaces, as AWS reads them back to us. */
  async groups(instanceId: string): Promise<Groups> {
    const { NetworkInterfaces = [] } = await this.ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }],
    });
    return Object.fromEntries(
      NetworkInterfaces.map((one) => [
        one.NetworkInterfaceId ?? '',
        (one.Groups ?? []).flatMap((group) => group.GroupId ?? []).sort(),
      ]),
    );
  }

  /** Launches an instance for one test and lets it run, by default with two interfaces and two volumes. */
  async instance({ interfaces = 2, volumes = 2 } = {}): Promise<TestInstance> {
    const { subnetId, vpcId, web, ssh } = await this.#network();
    const launched = await this.ec2.runInstances({
      ImageId: 'ami-0f1eb4ea0000000a1',
      InstanceType: 't3.medium',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: Array.from({ length: interfaces }, (_, index) => ({
        DeviceIndex: index,
        SubnetId: subnetId,
        Groups: index === 0 ? [web, ssh] : [ssh],
        DeleteOnTermination: true,
      })),
      BlockDeviceMappings: Array.from({ length: volumes }, (_, index) => ({
        // The first is the root of the image.
        DeviceName: index === 0 ? '/dev/xvda' : `/dev/sd${'abcdefgh'[index]}`,
        Ebs: { VolumeSize: 8 + index, DeleteOnTermination: true },
      })),
    });
    const made = launched.Instances?.[0];
    if (!made?.InstanceId || made.VpcId !== vpcId) throw new Error('the sandbox launched no instance');
    // It is pending until the world's clock has gone on a little.
    await this.admin.advanceClock(10_000);
    return {
      id: made.InstanceId,
      interfaces: [...(made.NetworkInterfaces ?? [])]
        .sort((a, b) => (a.Attachment?.DeviceIndex ?? 0) - (b.Attachment?.DeviceIndex ?? 0))
        .map((one) => one.NetworkInterfaceId ?? ''),
      volumes: (made.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
    };
  }

  /** Ids of the seeded network that instances for tests live in. */
  async #network(): Promise<{
    readonly vpcId: string;
    readonly subnetId: string;
    readonly web: string;
    readonly ssh: string;
  }> {
    const [{ SecurityGroups = [] }, { Subnets = [] }] = await Promise.all([
      this.ec2.describeSecurityGroups({ Filters: [{ Name: 'group-name', Values: ['web', 'ssh'] }] }),
      this.ec2.describeSubnets({ Filters: [{ Name: 'cidr-block', Values: ['10.40.16.0/20'] }] }),
    ]);
    const group = (name: string): string => SecurityGroups.find((one) => one.GroupName === name)?.GroupId ?? '';
    return {
      vpcId: Subnets[0]?.VpcId ?? '',
      subnetId: Subnets[0]?.SubnetId ?? '',
      web: group('web'),
      ssh: group('ssh'),
    };
  }

  /** How many AWS calls were made so far: what happens later is `events` since then. */
  async mark(): Promise<number> {
    return (await this.admin.health()).events;
  }

  /**
   * The calls since `mark` that took effect: of one name, or every one that may change something. Seals are left out: the
   * worker puts one into its vault whenever something stands in the ledger, whatever is being done.
   */
  async effects(mark: number, name?: string): Promise<readonly RecordedEvent[]> {
    return (await this.admin.events(mark)).events.filter(
      (event) =>
        event.errorCode === undefined &&
        (name === undefined ? !event.readOnly && !isSeal(event) : event.eventName === name),
    );
  }

  /** Every call of one name since `mark`, also the refused ones. */
  async calls(mark: number, name: string): Promise<readonly RecordedEvent[]> {
    return (await this.admin.events(mark)).events.filter((event) => event.eventName === name);
  }
}
