import type { AdminClient } from '../gateway/admin-client.js';
import { SANDBOX_ACCOUNT } from '../gateway/accounts.js';
import { present } from './answers.js';
import { buckets, makeBuckets } from './buckets.js';
import type { Clients } from './clients.js';
import type { Estate, Target } from './estate.js';
import { launchHosts, type Ground, type Hosts } from './hosts.js';
import { makePolicies } from './identities/policies.js';
import { makeRoles, makeServiceRole, WEB_ROLE } from './identities/roles.js';
import { makeUsers } from './identities/users.js';
import { makeWorker, type WorkerIdentity } from './identities/worker.js';
import { makeKeys } from './keys.js';
import { makeEndpoints } from './network/endpoints.js';
import { makeGroups } from './network/security-groups.js';
import { makeVpc } from './network/vpc.js';
import { makeWays } from './network/ways.js';
import { named } from './tags.js';
import { makeVault, VAULT_ROLE_ARN, type Vault } from './vault.js';
import { makeDetection, makeLogs } from './watching.js';
import { joinWebTier, makeWebTier } from './web-tier.js';

/** What building takes. */
export type Site = {
  readonly victim: Clients;
  readonly forensics: Clients;
  readonly admin: AdminClient;
  readonly permissions: readonly string[];
};

/** What was built. */
export type Built = Omit<Estate, 'account' | 'region' | 'worker'> & { readonly worker: WorkerIdentity };

const MINUTE = 60_000;

/** Builds the estate in empty accounts through AWS's own API, with the clock moved on where things need time. */
export const build = async ({ victim, forensics, admin, permissions }: Site): Promise<Built> => {
  const { ec2 } = victim;
  const [ground, identities] = await Promise.all([
    makeGround(victim),
    makeIdentities(victim, forensics, permissions),
    makeServiceRole(victim.iam),
    makeDetection(victim),
  ]);
  const [hosts, webTier, address] = await Promise.all([
    launchHosts(ec2, ground),
    makeWebTier(victim, ground),
    ec2.allocateAddress({ Domain: 'vpc', TagSpecifications: named('web-3', 'elastic-ip') }),
    makeLogs(victim, ground.vpcId),
  ]);
  // Instances run, the NAT gateway and the endpoints are available, the group's own are in service.
  await admin.advanceClock(3 * MINUTE);
  await ec2.associateAddress({
    AllocationId: present(address.AllocationId),
    NetworkInterfaceId: primaryOf(hosts['web-3']),
  });
  await joinWebTier(victim, present(hosts['web-3'].InstanceId));
  // Health checks have passed and the grace period is over.
  await admin.advanceClock(7 * MINUTE);
  return {
    targets: [...instanceTargets(hosts), ...principalTargets()],
    vpcId: ground.vpcId,
    groups: ground.groups,
    ...webTier,
    publicIp: present(address.PublicIp),
    leakedKey: identities.leakedKey,
    bucket: buckets.assets,
    vault: identities.vault,
    worker: identities.worker,
  };
};

const makeGround = async ({ ec2, kms, s3 }: Clients): Promise<Ground> => {
  const [vpc, keys] = await Promise.all([makeVpc(ec2), makeKeys(kms)]);
  const [groups, ways] = await Promise.all([
    makeGroups(ec2, vpc.vpcId),
    makeWays(ec2, vpc),
    makeBuckets(s3, keys.backups),
  ]);
  await makeEndpoints(ec2, vpc, groups, ways);
  return { ...vpc, groups, diskKey: keys.disks };
};

const makeIdentities = async (
  { iam }: Clients,
  forensics: Clients,
  permissions: readonly string[],
): Promise<{ readonly leakedKey: Estate['leakedKey']; readonly worker: WorkerIdentity; readonly vault: Vault }> => {
  const evidence = async (): Promise<{ readonly worker: WorkerIdentity; readonly vault: Vault }> => {
    const worker = await makeWorker(iam, permissions, VAULT_ROLE_ARN);
    return { worker, vault: await makeVault(forensics, worker.principal) };
  };
  const people = async (): Promise<Estate['leakedKey']> => {
    const policies = await makePolicies(iam);
    const { leakedKey } = await makeUsers(iam, policies);
    await makeRoles(iam, policies);
    return leakedKey;
  };
  const [kept, leakedKey] = await Promise.all([evidence(), people()]);
  return { ...kept, leakedKey };
};

const primaryOf = ({ NetworkInterfaces = [] }: Hosts['web-3']): string =>
  present(NetworkInterfaces.find((one) => one.Attachment?.DeviceIndex === 0)?.NetworkInterfaceId);

const instanceTargets = (hosts: Hosts): Target[] =>
  Object.entries(hosts).map(([name, host]) => ({
    kind: 'instance',
    id: present(host.InstanceId),
    name,
    platform: host.Platform === undefined ? 'linux' : 'windows',
  }));

const principalTargets = (): Target[] =>
  ['user/deploy-bot', `role/${WEB_ROLE}`, 'role/ci-deploy'].map((path) => ({
    kind: 'principal',
    id: `arn:aws:iam::${SANDBOX_ACCOUNT}:${path}`,
    name: path.slice(path.indexOf('/') + 1),
    platform: 'iam',
  }));
