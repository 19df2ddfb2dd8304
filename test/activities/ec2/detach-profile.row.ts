import type { Incident } from '../fixtures/incident.js';
import type { HostRow } from '../matrix/hosts.js';

/** The ARN of the instance profile that the host wears. */
export const profileOf = async ({ account: { ec2 }, host }: Incident): Promise<string | undefined> =>
  (
    await ec2.describeIamInstanceProfileAssociations({ Filters: [{ Name: 'instance-id', Values: [host] }] })
  ).IamInstanceProfileAssociations?.find(({ State }) => State === 'associated' || State === 'associating')
    ?.IamInstanceProfile?.Arn;

export const detachProfile: HostRow = {
  action: 'detachProfile',
  scenes: [
    {
      apply: ['DisassociateIamInstanceProfile'],
      undo: { calls: ['AssociateIamInstanceProfile'], state: profileOf },
      gone: 'nothing to do',
    },
  ],
};
