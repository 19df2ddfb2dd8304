import type { InstanceMetadataOptionsResponse } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { instanceInput, readInstance } from './instances.js';

const toggle = z.enum(['enabled', 'disabled']);
const options = z.strictObject({
  HttpEndpoint: toggle,
  HttpTokens: z.enum(['optional', 'required']),
  HttpPutResponseHopLimit: z.number(),
  HttpProtocolIpv6: toggle,
  InstanceMetadataTags: toggle,
});
const record = z.strictObject({ before: options });
type Options = z.infer<typeof options>;

const off = { HttpEndpoint: 'disabled' } as const;
const isOff = ({ HttpEndpoint }: Options): boolean => HttpEndpoint === 'disabled';

const optionsOf = (now: InstanceMetadataOptionsResponse | undefined): Options => ({
  HttpEndpoint: now?.HttpEndpoint ?? 'enabled',
  HttpTokens: now?.HttpTokens ?? 'optional',
  HttpPutResponseHopLimit: now?.HttpPutResponseHopLimit ?? 1,
  HttpProtocolIpv6: now?.HttpProtocolIpv6 ?? 'disabled',
  InstanceMetadataTags: now?.InstanceMetadataTags ?? 'disabled',
});

const read = async (aws: Aws, id: string) => {
  const { instance } = await readInstance(aws, id);
  return { now: optionsOf(instance.MetadataOptions), applied: instance.MetadataOptions?.State === 'applied' };
};

const call = (instanceId: string, wanted: Partial<Options>): PlannedCall => ({
  id: 'metadata',
  service: 'ec2',
  operation: 'ModifyInstanceMetadataOptions',
  target: instanceId,
  input: { InstanceId: instanceId, ...wanted },
});

const say = ({ HttpEndpoint, HttpTokens }: Options): string => `IMDS ${HttpEndpoint}, tokens ${HttpTokens}`;
const same = (a: Options, b: Options): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Turns the instance metadata service (IMDS) off, so that nothing on the host can ask it for credentials or user data. */
export const disableMetadata = action({
  name: 'disableMetadata',
  title: 'Turn the instance metadata service off',
  effect: 'change',
  blocking: true,
  input: instanceInput,
  facts: record,
  output: record,
  permissions: ['ec2:DescribeInstances', 'ec2:ModifyInstanceMetadataOptions'],

  async plan(aws, { instanceId }) {
    const { owner, instance } = await readInstance(aws, instanceId);
    const before = optionsOf(instance.MetadataOptions);
    return {
      owner,
      kind: 'instance',
      // Also where it is off already: others may turn it on while people read the plan.
      calls: [call(instanceId, off)],
      targetState: { metadataService: 'disabled' },
      reversible: true,
      summary: isOff(before) ? `IMDS of ${instanceId} is off already` : `turn IMDS of ${instanceId} off`,
      differences: isOff(before) ? [] : [{ what: 'IMDS', now: say(before), then: 'disabled' }],
      blastRadius: [
        {
          severity: 'info',
          message: `agents on ${instanceId} that ask IMDS (region, credentials) stop working`,
          resources: [instanceId],
        },
      ],
      facts: { before },
    };
  },

  async apply(aws, { input, facts }) {
    // What an intruder set since is not what stood before.
    const first = record.nullable().parse(await aws.kept());
    if (!first) await aws.keep(facts);
    const { now } = await read(aws, input.instanceId);
    if (!isOff(now)) await aws.make('metadata');
    return first ?? facts;
  },

  async verify(aws, { input }) {
    const { now, applied } = await read(aws, input.instanceId);
    const holds = applied && isOff(now);
    return { assurance: 'configured', holds, facts: [`${say(now)}, ${applied ? 'applied' : 'pending'}`], notCut: [] };
  },

  undo: {
    facts: record,
    async plan(aws, { plan, output, kept }) {
      const { instanceId } = plan.input;
      const { owner, instance } = await readInstance(aws, instanceId);
      const { before } = output ?? record.nullable().parse(kept) ?? plan.facts;
      const now = optionsOf(instance.MetadataOptions);
      if (!same(now, { ...before, ...off }) && !same(now, before))
        throw failure(
          failureTypes.moved,
          `Somebody changed IMDS of ${instanceId} since: now ${say(now)}. Nothing was put back.`,
          'Look into who did (CloudTrail: ModifyInstanceMetadataOptions). Release the other steps with --step.',
        );
      return {
        owner,
        kind: 'instance',
        calls: isOff(before) ? [] : [call(instanceId, before)],
        targetState: { metadataService: before },
        reversible: true,
        summary: `put IMDS of ${instanceId} back as it was`,
        differences: isOff(before) ? [] : [{ what: 'IMDS', now: say(now), then: say(before) }],
        facts: { before },
      };
    },
    async apply(aws, { input, facts: { before } }) {
      const holds = ({ now, applied }: Awaited<ReturnType<typeof read>>): boolean => applied && same(now, before);
      const { now } = await read(aws, input.instanceId);
      if (!same(now, before)) await aws.make('metadata');
      const after = await settled(aws, () => read(aws, input.instanceId), holds);
      if (!holds(after)) throw failure(failureTypes.notHolding, `IMDS of ${input.instanceId} reads ${say(after.now)}.`);
      return [say(after.now)];
    },
  },
});
