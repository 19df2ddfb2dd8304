import { gunzipSync } from 'node:zlib';
import type { CreateFlowLogsResult, FlowLog } from '@aws-sdk/client-ec2';
import { interfacesIn } from '../../../../sandbox/services/ec2/records.js';
import { readBody } from '../../../../sandbox/services/s3/bodies.js';
import { buckets, objectsIn } from '../../../../sandbox/services/s3/records.js';
import { openEstate, type Estate } from '../../truth/estate.js';
import { ACCOUNT, REGION } from '../harness.js';

export const BUCKET = 'flow-logs';
export const MINUTE = 60_000;

/** One record, by the names of its fields. */
export type Line = Readonly<Record<string, string>>;

/** An estate with a bucket for flow logs, and what was delivered to it. */
export type LoggedEstate = Estate & {
  readonly vpcId: string;
  /** Its own address of the host. */
  readonly address: string;
  /** Makes the bucket, with a policy that lets flow logs write or one that does not. */
  readonly bucket: (effect?: 'Allow' | 'Deny') => void;
  readonly create: (input?: object) => CreateFlowLogsResult;
  /** Makes a flow log of the VPC, and gives its id. */
  readonly log: (input?: object) => string;
  readonly described: (id: string) => FlowLog | undefined;
  readonly keys: () => readonly string[];
  readonly texts: () => readonly string[];
  /** All records of all files, oldest file first. */
  readonly lines: () => readonly Line[];
  /** Those of traffic with one other side. */
  readonly traffic: (remote?: string) => readonly Line[];
};

/** Opens an estate at the beginning of a period of five minutes. */
export const openLoggedEstate = (): LoggedEstate => {
  const estate = openEstate();
  const { place, world } = estate;
  const own = interfacesIn(place).get(estate.eni);
  if (own === undefined) throw new Error('there is no interface');
  estate.pass(5 * MINUTE - (world.clock.now() % (5 * MINUTE)) + 10);
  const bucket: LoggedEstate['bucket'] = (effect = 'Allow') =>
    world.store.transact(
      () =>
        void buckets(world).put(BUCKET, {
          name: BUCKET,
          account: ACCOUNT,
          region: REGION,
          createdAt: 0,
          acl: 'private',
          encryption: { algorithm: 'AES256' },
          policy: policy(effect),
        }),
    );
  const create: LoggedEstate['create'] = (input = {}) =>
    estate.compute<CreateFlowLogsResult>('CreateFlowLogs', {
      ResourceType: 'VPC',
      ResourceIds: [own.vpcId],
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: `arn:aws:s3:::${BUCKET}`,
      ...input,
    });
  const files = () =>
    objectsIn(world, BUCKET)
      .all()
      .map(({ key, versions: [newest] }) => ({ key, object: newest?.object }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  const texts: LoggedEstate['texts'] = () =>
    files().map(({ object }) =>
      object === undefined ? '' : gunzipSync(readBody(world, object.body, 0, object.size)).toString(),
    );
  const lines: LoggedEstate['lines'] = () => texts().flatMap(linesOf);
  bucket();
  return {
    ...estate,
    vpcId: own.vpcId,
    address: own.privateIps[0] ?? '',
    bucket,
    create,
    log: (input) => create(input).FlowLogIds?.[0] ?? '',
    described: (id) => estate.compute<{ FlowLogs: FlowLog[] }>('DescribeFlowLogs', { FlowLogIds: [id] }).FlowLogs[0],
    keys: () => files().map(({ key }) => key),
    texts,
    lines,
    traffic: (remote = C2) => lines().filter(({ srcaddr, dstaddr }) => [srcaddr, dstaddr].includes(remote)),
  };
};

/** The other side of an estate's flows, where nothing else is said. */
export const C2 = '198.51.100.66';

/** The records of one file. */
export const linesOf = (text: string): readonly Line[] => {
  const [header = '', ...records] = text.trimEnd().split('\n');
  const names = header.split(' ');
  return records.map((record) => {
    const values = record.split(' ');
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  });
};

const policy = (Effect: 'Allow' | 'Deny'): string => {
  const Principal = { Service: 'delivery.logs.amazonaws.com' };
  const from = {
    StringEquals: { 'aws:SourceAccount': ACCOUNT },
    ArnLike: { 'aws:SourceArn': `arn:aws:logs:${REGION}:${ACCOUNT}:*` },
  };
  const acl = { ...from, StringEquals: { ...from.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' } };
  const bucket = `arn:aws:s3:::${BUCKET}`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect, Principal, Action: ['s3:GetBucketAcl', 's3:ListBucket'], Resource: bucket, Condition: from },
      { Effect, Principal, Action: 's3:PutObject', Resource: `${bucket}/AWSLogs/${ACCOUNT}/*`, Condition: acl },
    ],
  });
};
