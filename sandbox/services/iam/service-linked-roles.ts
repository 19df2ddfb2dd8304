import type {
  CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRoleResponse,
  DeleteServiceLinkedRoleRequest,
  DeleteServiceLinkedRoleResponse,
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse,
} from '@aws-sdk/client-iam';
import { iamId, uuid } from '../ids.js';
import { operation, type Operations } from '../operation.js';
import { invalidInput, noSuchEntity } from './failures.js';
import { keyOf, roleNamed } from './find.js';
import { needOn, roleKind } from './kinds.js';
import { rolesIn, scopeOf, type Home } from './records.js';
import { roleShown } from './roles.js';

/** How services write the name of theirs: `AWSServiceRoleForAutoScaling`. */
const NAMES: Readonly<Record<string, string>> = {
  'access-analyzer': 'AccessAnalyzer',
  autoscaling: 'AutoScaling',
  config: 'Config',
  detective: 'Detective',
  elasticloadbalancing: 'ElasticLoadBalancing',
  guardduty: 'AmazonGuardDuty',
  'malware-protection.guardduty': 'AmazonGuardDutyMalwareProtection',
  inspector2: 'AmazonInspector2',
  macie: 'AmazonMacie',
  organizations: 'Organizations',
  securityhub: 'SecurityHub',
  spot: 'EC2Spot',
  ssm: 'AmazonSSM',
  cloudtrail: 'CloudTrail',
};

const DOMAIN = '.amazonaws.com';

/** When a role was asked to be deleted, by task id. */
type Task = { readonly roleName: string };
const tasksIn = (home: Home) => home.world.table<Task>('iam.deletionTasks', scopeOf(home));

/** CreateServiceLinkedRole, DeleteServiceLinkedRole, GetServiceLinkedRoleDeletionStatus. */
export const serviceLinkedRoleOperations: Operations = {
  CreateServiceLinkedRole: operation<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse>(
    (call, { AWSServiceName = '', CustomSuffix, Description }) => {
      const noun = AWSServiceName.endsWith(DOMAIN) ? NAMES[AWSServiceName.slice(0, -DOMAIN.length)] : undefined;
      if (noun === undefined) throw invalidInput(`Service role for service ${AWSServiceName} is not supported`);
      if (CustomSuffix !== undefined && noun !== 'AutoScaling')
        throw invalidInput(`Custom suffix is not allowed for ${AWSServiceName}`);
      const name = `AWSServiceRoleFor${noun}${CustomSuffix === undefined ? '' : `_${CustomSuffix}`}`;
      if (rolesIn(call).get(keyOf(name)) !== undefined)
        throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
      const role = rolesIn(call).put(keyOf(name), {
        name,
        path: `/aws-service-role/${AWSServiceName}/`,
        id: iamId('AROA'),
        createdAt: call.world.clock.now(),
        inline: {},
        attached: [],
        tags: {},
        maxSession: 3_600,
        linkedTo: AWSServiceName,
        trust: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [AWSServiceName] } }],
        }),
        trustedIds: {},
        ...(Description !== undefined && { description: Description }),
      });
      return { Role: roleShown(call, role) };
    },
    (call, { AWSServiceName = '' }) => [
      {
        action: 'iam:CreateServiceLinkedRole',
        resources: [`arn:aws:iam::${call.account}:role/aws-service-role/${AWSServiceName}/*`],
        context: { 'iam:AWSServiceName': AWSServiceName },
      },
    ],
  ),

  DeleteServiceLinkedRole: operation<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse>(
    (call, { RoleName }) => {
      const role = roleNamed(call, RoleName);
      if (role.linkedTo === undefined) throw invalidInput(`Role ${role.name} is not a service-linked role`);
      const task = `task/aws-service-role/${role.linkedTo}/${role.name}/${uuid()}`;
      tasksIn(call).put(task, { roleName: role.name });
      rolesIn(call).delete(keyOf(role.name));
      return { DeletionTaskId: task };
    },
    (call, input) => [needOn(roleKind, call, input)],
  ),

  GetServiceLinkedRoleDeletionStatus: operation<
    GetServiceLinkedRoleDeletionStatusRequest,
    GetServiceLinkedRoleDeletionStatusResponse
  >((call, { DeletionTaskId = '' }) => {
    if (tasksIn(call).get(DeletionTaskId) === undefined)
      throw noSuchEntity(`Deletion task ${DeletionTaskId} cannot be found.`);
    return { Status: 'SUCCEEDED' };
  }),
};
