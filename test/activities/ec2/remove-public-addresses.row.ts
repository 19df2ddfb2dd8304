import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';

/** The interfaces of the host. */
export const interfacesOf = async ({ account: { ec2 }, host }: Incident) =>
  (await ec2.describeNetworkInterfaces({ Filters: [{ Name: 'attachment.instance-id', Values: [host] }] }))
    .NetworkInterfaces ?? [];

/** The id of the one that AWS may give an address by itself. */
export const primaryOf = async (incident: Incident): Promise<string> =>
  (await interfacesOf(incident)).find(({ Attachment }) => Attachment?.DeviceIndex === 0)?.NetworkInterfaceId ?? '';

/** Its public addresses. */
export const publicIpsOf = async (incident: Incident): Promise<readonly string[]> =>
  (await interfacesOf(incident))
    .flatMap((one) => one.PrivateIpAddresses ?? [])
    .flatMap(({ Association }) => Association?.PublicIp ?? []);

/** Whether AWS gives it an address by itself. */
export const isAutomatic = async (incident: Incident): Promise<boolean | undefined> =>
  (
    await incident.account.ec2.describeNetworkInterfaceAttribute({
      NetworkInterfaceId: await primaryOf(incident),
      Attribute: 'associatePublicIpAddress',
    })
  ).AssociatePublicIpAddress;

/** Lets AWS give the primary interface an address by itself; AWS does so only while no second interface is there. */
export const letAwsAssign = async (incident: Incident): Promise<void> => {
  const { ec2 } = incident.account;
  const second = (await interfacesOf(incident)).find(({ Attachment }) => Attachment?.DeviceIndex === 1);
  await ec2.detachNetworkInterface({ AttachmentId: second?.Attachment?.AttachmentId, Force: true });
  await incident.office.aws.admin.advanceClock(60_000);
  await ec2.modifyNetworkInterfaceAttribute({
    NetworkInterfaceId: await primaryOf(incident),
    AssociatePublicIpAddress: true,
  });
};

export const removePublicAddresses: HostRow = {
  action: 'removePublicAddresses',
  scenes: [
    {
      given: letAwsAssign,
      apply: ['DisassociateAddress', 'ModifyNetworkInterfaceAttribute'],
      undo: {
        calls: ['AssociateAddress', 'ModifyNetworkInterfaceAttribute'],
        state: async (incident) => [await publicIpsOf(incident), await isAutomatic(incident)],
      },
      gone: 'nothing to do',
    },
  ],
};
