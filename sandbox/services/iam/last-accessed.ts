import type {
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse,
  GetServiceLastAccessedDetailsRequest,
  GetServiceLastAccessedDetailsResponse,
  ServiceLastAccessed,
} from '@aws-sdk/client-iam';
import { uuid } from '../ids.js';
import { operation, type Call, type Operations } from '../operation.js';
import { invalidInput, noSuchEntity, notSimulated } from './failures.js';
import { groupNamed, roleNamed, userNamed } from './find.js';
import { lastUseOf } from './key-use.js';
import { listed } from './listing.js';
import { policyAt } from './managed.js';
import { accessKeysOf, iamArn, scopeOf, type GroupRecord, type Home } from './records.js';
import { policiesOf } from './policies-in-force.js';

/** A job that tells when an entity last used the services it may use; done from `doneAt` on. */
type Job = { readonly arn: string; readonly createdAt: number; readonly doneAt: number };

const TAKES_MS = 3_000;

const jobsIn = (home: Home) => home.world.table<Job>('iam.lastAccessedJobs', scopeOf(home));

/** The user, group or role at an ARN; a policy's own services are told without use. */
const entityAt = (call: Call, arn: string): GroupRecord | undefined => {
  const [, kind, name = ''] = /^arn:aws:iam::\d{12}:(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (kind === 'user') return userNamed(call, name);
  if (kind === 'group') return groupNamed(call, name);
  if (kind === 'role') return roleNamed(call, name);
  if (!/^arn:aws:iam::(\d{12}|aws):policy\//.test(arn)) throw invalidInput(`Invalid ARN: ${arn}`);
  policyAt(call, arn);
  return undefined;
};

const servicesOf = (call: Call, arn: string): ServiceLastAccessed[] => {
  const entity = entityAt(call, arn);
  const allowed = (entity === undefined ? [] : policiesOf(call, entity)).flatMap(({ statements }) =>
    statements.flatMap(({ effect, actions = [] }) =>
      effect === 'Allow' ? actions.map((action) => action.split(':')[0] ?? '') : [],
    ),
  );
  const uses = accessKeysOf(call.world)
    .entries()
    .filter(([, { account, userName }]) => account === call.account && userName !== undefined)
    .filter(([, { userName = '' }]) => iamArn(call.account, 'user', userNamed(call, userName)) === arn)
    .flatMap(([id]) => lastUseOf(call.world, id) ?? []);
  const names = new Set([...allowed.filter((name) => name !== '*'), ...uses.map(({ service }) => service)]);
  return [...names].sort().map((name) => {
    const [use] = uses.filter(({ service }) => service === name).sort((a, b) => b.at - a.at);
    return {
      ServiceName: name,
      ServiceNamespace: name,
      TotalAuthenticatedEntities: use === undefined ? 0 : 1,
      ...(use !== undefined && {
        LastAuthenticated: new Date(use.at),
        LastAuthenticatedEntity: arn,
        LastAuthenticatedRegion: use.region,
      }),
    };
  });
};

/** GenerateServiceLastAccessedDetails, GetServiceLastAccessedDetails. */
export const lastAccessedOperations: Operations = {
  GenerateServiceLastAccessedDetails: operation<
    GenerateServiceLastAccessedDetailsRequest,
    GenerateServiceLastAccessedDetailsResponse
  >(
    (call, { Arn = '', Granularity }) => {
      if (Granularity === 'ACTION_LEVEL') throw notSimulated('service last accessed details by action');
      entityAt(call, Arn);
      const JobId = uuid();
      const createdAt = call.world.clock.now();
      jobsIn(call).put(JobId, { arn: Arn, createdAt, doneAt: createdAt + TAKES_MS });
      return { JobId };
    },
    (_, { Arn = '*' }) => [{ action: 'iam:GenerateServiceLastAccessedDetails', resources: [Arn] }],
  ),

  GetServiceLastAccessedDetails: operation<GetServiceLastAccessedDetailsRequest, GetServiceLastAccessedDetailsResponse>(
    (call, input) => {
      const job = jobsIn(call).get(input.JobId ?? '');
      if (job === undefined) throw noSuchEntity(`Job ${input.JobId} cannot be found.`);
      const isDone = call.world.clock.now() >= job.doneAt;
      const { items, rest } = listed(isDone ? servicesOf(call, job.arn) : [], input);
      return {
        JobStatus: isDone ? 'COMPLETED' : 'IN_PROGRESS',
        JobType: 'SERVICE_LEVEL',
        JobCreationDate: new Date(job.createdAt),
        JobCompletionDate: new Date(job.doneAt),
        ServicesLastAccessed: items,
        ...rest,
      };
    },
  ),
};
