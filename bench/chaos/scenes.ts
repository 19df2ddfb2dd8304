import type { JsonObject } from '../../workflows/contract/json.js';
import { present } from '../../sandbox/estate/answers.js';
import type { Clients } from '../../sandbox/estate/clients.js';
import { readEstate } from '../../sandbox/estate/estate.js';
import { policy, trust } from '../../sandbox/estate/policy.js';
import { SANDBOX_ACCOUNT } from '../../sandbox/gateway/accounts.js';
import { estateFile, worldFiles } from '../../sandbox/gateway/world-files.js';
import type { Phase } from './phase.js';
import type { Site } from './site.js';

/** What a run is about, and the changes that it and its release make, in the order of one target. */
export type Scene = {
  readonly name: string;
  readonly playbook: string;
  readonly input: JsonObject;
  readonly changes: Readonly<Record<Phase['name'], readonly string[]>>;
};

/** The saved world that every round begins in. */
export const calm = 'calm';

/** Long enough for all that a change sets off to come to rest, in milliseconds of the world's clock. */
export const rest = 3_600_000;

const [user, role] = ['ada', 'deployer'];

const contained: Scene['changes'] = {
  run: [
    'ModifyInstanceAttribute',
    'CreateSnapshots',
    'DeregisterTargets',
    'DisassociateAddress',
    'CreateSecurityGroup',
    'RevokeSecurityGroupEgress',
    'ModifyNetworkInterfaceAttribute',
    'DisassociateIamInstanceProfile',
    'ModifyInstanceMetadataOptions',
  ],
  release: [
    'ModifyInstanceMetadataOptions',
    'AssociateIamInstanceProfile',
    'ModifyNetworkInterfaceAttribute',
    'DeleteSecurityGroup',
    'AssociateAddress',
    'RegisterTargets',
    'ModifyInstanceAttribute',
  ],
};

/** Makes the estate ready, saves it as `calm`, and answers what can be played in it; the most varied comes first. */
export const setScenes = async (site: Site): Promise<readonly [Scene, ...Scene[]]> => {
  await site.steer((admin) => admin.set({ snapshotMs: 0 }));
  await leaveGroup(site);
  await makePrincipals(site.aws);
  await site.steer((admin) => admin.advanceClock(rest));
  await site.steer((admin) => admin.save(calm));
  const named = await instancesByName(site.aws);
  const ids = (...names: readonly string[]): string => names.map((name) => present(named.get(name))).join();
  const revoke = { playbook: 'revoke-credentials' };
  return [
    {
      name: 'contain',
      playbook: 'contain-instance',
      input: { instanceId: ids('web-3', 'db-1', 'files-1') },
      changes: contained,
    },
    {
      name: 'preserve',
      playbook: 'preserve-instance',
      input: { instanceId: ids('api-1', 'batch-1') },
      changes: {
        run: ['ModifyInstanceAttribute', 'CreateSnapshots', 'LockSnapshot'],
        release: ['ModifyInstanceAttribute'],
      },
    },
    {
      ...revoke,
      name: 'user',
      input: { principal: `user/${user}` },
      changes: {
        run: ['PutUserPolicy', 'UpdateAccessKey', 'DeleteLoginProfile'],
        release: ['UpdateAccessKey', 'PutUserPolicy'],
      },
    },
    {
      ...revoke,
      name: 'role',
      input: { principal: `role/${role}`, trust: 'deny' },
      changes: { run: ['UpdateAssumeRolePolicy', 'PutRolePolicy'], release: ['UpdateAssumeRolePolicy'] },
    },
  ];
};

/** What a release leaves in Standby could not be compared: web-3 is behind its load balancer without the group. */
const leaveGroup = async (site: Site): Promise<void> => {
  const { aws, place } = site;
  const { autoScalingGroup, targetGroupArn } = present(readEstate(estateFile(worldFiles(place.world))));
  const id = present((await instancesByName(aws)).get('web-3'));
  await aws.autoscaling.detachInstances({
    AutoScalingGroupName: autoScalingGroup,
    InstanceIds: [id],
    ShouldDecrementDesiredCapacity: true,
  });
  await site.steer((admin) => admin.advanceClock(rest));
  await aws.elbv2.registerTargets({ TargetGroupArn: targetGroupArn, Targets: [{ Id: id }] });
};

/** A user with two keys and a password, and a role that no host wears. */
const makePrincipals = async ({ iam }: Clients): Promise<void> => {
  await iam.createUser({ UserName: user });
  await iam.createAccessKey({ UserName: user });
  await iam.createAccessKey({ UserName: user });
  await iam.createLoginProfile({ UserName: user, Password: 'Correct-Horse-7-Battery' });
  const anybody = { AWS: `arn:aws:iam::${SANDBOX_ACCOUNT}:root` };
  await iam.createRole({ RoleName: role, AssumeRolePolicyDocument: trust(anybody) });
  const allowed = policy({ Action: 'ec2:Describe*', Resource: '*' });
  await iam.putRolePolicy({ RoleName: role, PolicyName: 'own', PolicyDocument: allowed });
};

const instancesByName = async ({ ec2 }: Clients): Promise<ReadonlyMap<string, string>> => {
  const { Reservations = [] } = await ec2.describeInstances({});
  return new Map(
    Reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId = '', Tags = [] }) => [
      Tags.find(({ Key }) => Key === 'Name')?.Value ?? '',
      InstanceId,
    ]),
  );
};
