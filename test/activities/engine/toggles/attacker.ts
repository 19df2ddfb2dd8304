import { EC2, EC2ServiceException, type NetworkInterface } from '@aws-sdk/client-ec2';
import type { Stage } from '../../../sandbox/gateway/stage.js';
import type { Office } from '../../fixtures/office.js';
import type { Siege, Toggle } from './toggles.js';

/** Somebody with a foot in the account, and the host that they hold, next to one that nobody suspects. */
export class Attacker {
  private constructor(
    readonly host: string,
    private readonly office: Office,
    private readonly ec2: EC2,
    private readonly stage: Stage,
    private readonly groups: readonly string[],
    private readonly neighbour: string,
  ) {}

  static async on(
    office: Office,
    ec2: EC2,
    stage: Stage,
    groups: readonly string[],
    siege: Pick<Siege, 'interfaces' | 'environment'>,
  ): Promise<Attacker> {
    const launched = { InstanceType: 't3.xlarge' } as const;
    const [host, neighbour] = await Promise.all([stage.launch(launched), stage.launch(launched)]);
    await office.aws.admin.advanceClock(60_000);
    const { InstanceId = '' } = host;
    const attacker = new Attacker(InstanceId, office, ec2, stage, groups, neighbour.InstanceId ?? '');
    for (let at = 1; at < siege.interfaces; at += 1) await attacker.toggle({ is: 'attach', at });
    await attacker.toggle({ is: 'tag', on: 'host', key: 'environment', value: siege.environment });
    return attacker;
  }

  /** The interfaces of the host, in the order of its devices. */
  async interfaces(): Promise<readonly NetworkInterface[]> {
    const { NetworkInterfaces = [] } = await this.ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'attachment.instance-id', Values: [this.host] }],
    });
    return NetworkInterfaces.toSorted((a, b) => device(a) - device(b));
  }

  /** Does it, unless AWS says that it cannot be done now. */
  async toggle(toggle: Toggle): Promise<void> {
    try {
      await this.#toggle(toggle);
    } catch (error) {
      if (!(error instanceof EC2ServiceException)) throw error;
    }
  }

  async #toggle(toggle: Toggle): Promise<void> {
    const all = await this.interfaces();
    // The first one stays: AWS lets nobody detach it.
    const some = toggle.is === 'tag' || toggle.is === 'groups' ? all : all.slice(1);
    const one = some[('at' in toggle ? toggle.at : 0) % some.length];
    const NetworkInterfaceId = one?.NetworkInterfaceId ?? '';
    switch (toggle.is) {
      case 'tag': {
        const { key: Key, value: Value, on } = toggle;
        const Resources = [on === 'host' ? this.host : NetworkInterfaceId];
        if (Value === null) await this.ec2.deleteTags({ Resources, Tags: [{ Key }] });
        else await this.ec2.createTags({ Resources, Tags: [{ Key, Value }] });
        return;
      }
      case 'groups': {
        const Groups = toggle.groups.flatMap((at) => this.groups[at] ?? []);
        await this.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups });
        return;
      }
      case 'attach':
        return this.#attach(await this.stage.interface(this.groups.slice(0, 1)), this.host);
      case 'detach':
        return this.#detach(one);
      case 'reattach':
        await this.#detach(one);
        return this.#attach(NetworkInterfaceId, this.host);
      case 'move':
        await this.#detach(one);
        return this.#attach(NetworkInterfaceId, this.neighbour);
    }
  }

  async #attach(NetworkInterfaceId: string, InstanceId: string): Promise<void> {
    const { NetworkInterfaces: worn = [] } = await this.ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'attachment.instance-id', Values: [InstanceId] }],
    });
    const DeviceIndex = Math.max(...worn.map(device)) + 1;
    await this.ec2.attachNetworkInterface({ NetworkInterfaceId, InstanceId, DeviceIndex });
  }

  async #detach(one: NetworkInterface | undefined): Promise<void> {
    await this.ec2.detachNetworkInterface({ AttachmentId: one?.Attachment?.AttachmentId });
    await this.office.aws.admin.advanceClock(10_000);
  }
}

const device = ({ Attachment }: NetworkInterface): number => Attachment?.DeviceIndex ?? 0;
