import { AsyncLocalStorage } from 'node:async_hooks';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import type { Attempt } from './attempt.js';
import { clientSettings } from './client-settings.js';
import { ledgerMiddleware, operationOf, type Recorder } from './ledger-middleware.js';
import { failure } from './errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { openPace, type Pace } from './pace/pace.js';
import { openVault, type Vault, type VaultSettings } from './vault.js';

/** The clients of a worker, one per AWS service: no call passes them without the ledger knowing. */
export type Clients = {
  readonly ec2: EC2;
  readonly autoscaling: AutoScaling;
  readonly cloudtrail: CloudTrail;
  /** CloudTrail of another Region. */
  readonly cloudtrailIn: (region: string) => CloudTrail;
  /** Classic Load Balancers alone; all others are `elbv2`. */
  readonly elb: ElasticLoadBalancing;
  readonly elbv2: ElasticLoadBalancingV2;
  readonly iam: IAM;
  /** With the worker's own identity: for reading where logs are kept. What is evidence goes through `vault`. */
  readonly s3: S3;
  readonly ssm: SSM;
  readonly sts: STS;
  /** The evidence vault, or null where none is configured. */
  readonly vault: Vault | null;
  /** Runs `work` with every AWS call inside it recorded as part of `attempt`; calls outside any attempt are refused. */
  readonly during: <T>(attempt: Attempt, work: () => Promise<T>) => Promise<T>;
  /** Says that this very input object is the planned call `id`. */
  readonly mark: (input: object, id: string) => void;
  readonly close: () => void;
};

/** Builds the clients. Credentials and endpoint come from the environment, as everywhere with AWS. */
export const createClients = (
  region: string,
  recorder: Recorder,
  vaultSettings?: VaultSettings,
  pace: Pace = openPace(),
): Clients => {
  const current = new AsyncLocalStorage<Attempt>();
  const planned = new WeakMap<object, string>();
  const clients = {
    ec2: new EC2(clientSettings(region)),
    autoscaling: new AutoScaling(clientSettings(region)),
    cloudtrail: new CloudTrail(clientSettings(region)),
    elb: new ElasticLoadBalancing(clientSettings(region)),
    elbv2: new ElasticLoadBalancingV2(clientSettings(region)),
    iam: new IAM(clientSettings(region)),
    s3: new S3({ ...clientSettings(region), followRegionRedirects: true }),
    ssm: new SSM(clientSettings(region)),
    sts: new STS(clientSettings(region)),
  };
  const guard = (service: string, place: string, client: object): void => {
    // The clients differ in their input types only, and the middleware reads inputs as plain objects.
    const { middlewareStack: stack } = client as {
      readonly middlewareStack: {
        add: (middleware: (next: never, context: never) => unknown, options: object) => void;
      };
    };
    stack.add(
      (next, context) => {
        const attempt = current.getStore();
        if (!attempt) throw failure(failureTypes.unauthorised, `${service} was called outside any attempt.`);
        const door = ledgerMiddleware(recorder, attempt, service, (input) => planned.get(input))(next, context);
        // Outside the door: between what is announced and what is done there is no waiting.
        const operation = operationOf(context);
        return (args: Parameters<typeof door>[0]) => pace.keep({ place, service, operation }, () => door(args));
      },
      { step: 'initialize', priority: 'high', name: 'firebreakLedger' },
    );
  };
  for (const [service, client] of Object.entries(clients)) guard(service, region, client);
  const vault = vaultSettings
    ? openVault(vaultSettings, clients.sts, clientSettings(vaultSettings.region), (client) =>
        guard('s3', `${vaultSettings.region} vault`, client),
      )
    : null;
  const trails = new Map([[region, clients.cloudtrail]]);
  const cloudtrailIn = (other: string): CloudTrail => {
    const known = trails.get(other);
    if (known) return known;
    const made = new CloudTrail(clientSettings(other));
    guard('cloudtrail', other, made);
    trails.set(other, made);
    return made;
  };
  return {
    ...clients,
    cloudtrailIn,
    vault,
    during: (attempt, work) => current.run(attempt, work),
    mark: (input, id) => void planned.set(input, id),
    close: () => {
      for (const client of [...Object.values(clients), ...trails.values()]) client.destroy();
      vault?.close();
    },
  };
};
