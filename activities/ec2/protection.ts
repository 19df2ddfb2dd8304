import type { Instance } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { JsonObject } from '../../workflows/contract/json.js';
import type { Difference, PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import { readInstance } from './instances.js';
import { reading } from '../aws/reading.js';

const volume = z.strictObject({ device: z.string(), volumeId: z.string(), deleteOnTermination: z.boolean() });

/** What keeps, or does not keep, an instance and its volumes from disappearing. Null is what was not read. */
export const protection = z.strictObject({
  termination: z.boolean().nullable(),
  shutdown: z.string().nullable(),
  volumes: z.array(volume),
});
export type Protection = z.infer<typeof protection>;

/** Reads the protection of an instance. */
export const readProtection = async (aws: Aws, id: string): Promise<Protection> => {
  const { instance } = await readInstance(aws, id);
  return protectionOf(aws, id, instance);
};

/** The protection of an instance that was just read; of many, without what AWS tells only of one at a time. */
export const protectionOf = async (aws: Aws, id: string, instance: Instance): Promise<Protection> => {
  const attribute = async (name: 'disableApiTermination' | 'instanceInitiatedShutdownBehavior') =>
    reading('ec2:DescribeInstanceAttribute', id, () =>
      aws.ec2.describeInstanceAttribute({ InstanceId: id, Attribute: name }),
    );
  const readAttributes = async () => {
    const [termination, shutdown] = await Promise.all([
      attribute('disableApiTermination'),
      attribute('instanceInitiatedShutdownBehavior'),
    ]);
    return {
      termination: termination.DisableApiTermination?.Value ?? false,
      shutdown: shutdown.InstanceInitiatedShutdownBehavior?.Value ?? 'stop',
    };
  };
  return {
    ...(aws.isCrowd ? { termination: null, shutdown: null } : await readAttributes()),
    volumes: (instance.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
      DeviceName && Ebs?.VolumeId
        ? [{ device: DeviceName, volumeId: Ebs.VolumeId, deleteOnTermination: Ebs.DeleteOnTermination ?? false }]
        : [],
    ),
  };
};

/** Whether all of it was read. */
export const isRead = ({ termination, shutdown }: Protection): boolean => termination !== null && shutdown !== null;

/** The state that protects best, whatever it was before. */
export const fullProtection = ({ volumes }: Protection): Protection => ({
  termination: true,
  shutdown: 'stop',
  volumes: volumes.map((one) => ({ ...one, deleteOnTermination: false })),
});

/** The calls that bring an instance to `wanted`: AWS takes one attribute a call. */
export const protectionCalls = (id: string, wanted: Protection): readonly PlannedCall[] => {
  const call = (name: string, change: JsonObject): PlannedCall => ({
    id: name,
    service: 'ec2',
    operation: 'ModifyInstanceAttribute',
    target: id,
    input: { InstanceId: id, ...change },
  });
  return [
    call('termination', { DisableApiTermination: { Value: wanted.termination } }),
    call('shutdown', { InstanceInitiatedShutdownBehavior: { Value: wanted.shutdown } }),
    ...wanted.volumes.map(({ device, volumeId, deleteOnTermination }) =>
      call(volumeId, {
        BlockDeviceMappings: [{ DeviceName: device, Ebs: { DeleteOnTermination: deleteOnTermination } }],
      }),
    ),
  ];
};

/** Whether what the call `name` sets is already as `wanted`. A volume that is not attached any more needs nothing. */
export const isAsWanted = (name: string, now: Protection, wanted: Protection): boolean => {
  if (name === 'termination') return now.termination === wanted.termination;
  if (name === 'shutdown') return now.shutdown === wanted.shutdown;
  const attached = now.volumes.find((one) => one.volumeId === name);
  const other = wanted.volumes.find((one) => one.volumeId === name);
  return !attached || !other || attached.deleteOnTermination === other.deleteOnTermination;
};

const unread = 'not read yet';

/** The state in words: what, and how it is. */
export const protectionFacts = ({
  termination,
  shutdown,
  volumes,
}: Protection): readonly { readonly what: string; readonly value: string }[] => [
  { what: 'termination protection', value: termination === null ? unread : termination ? 'on' : 'off' },
  { what: 'shutdown behaviour', value: shutdown ?? unread },
  ...volumes.map((one) => ({
    what: one.volumeId,
    value: one.deleteOnTermination ? 'deleted on termination' : 'kept on termination',
  })),
];

/** The state as sentences. */
export const sayProtection = (state: Protection): readonly string[] =>
  protectionFacts(state).map(({ what, value }) => `${what} ${value}`);

/** What changes from one state to another of the same volumes. */
export const protectionDifferences = (now: Protection, then: Protection): readonly Difference[] => {
  const wanted = new Map(protectionFacts(then).map(({ what, value }) => [what, value]));
  return protectionFacts(now).flatMap(({ what, value }) => {
    const target = wanted.get(what);
    return target === undefined || target === value ? [] : [{ what, now: value, then: target }];
  });
};
