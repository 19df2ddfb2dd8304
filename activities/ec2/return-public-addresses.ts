import type { PlannedCall } from '../../workflows/contract/plan.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { batchRead, byFilter, mostFilterValues } from '../aws/batch-read.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { readInstance } from './instances.js';
import { associateCall, automaticCall } from './public-address-calls.js';
import { readPublicSide, sayAddress, sayPublicSide, type PublicAddress, type PublicSide } from './public-addresses.js';

type Return = { readonly before: PublicSide };

/** Plans giving an instance its public addresses back; refuses when it, or its Elastic IP address, got another use since. */
export const planReturn = async (aws: Aws, instanceId: string, before: PublicSide): Promise<Planned<Return>> => {
  const { owner } = await readInstance(aws, instanceId);
  const now = await readPublicSide(aws, instanceId);
  const moved = await movedSince(aws, now, before);
  if (moved.length > 0)
    throw failure(
      failureTypes.moved,
      `The public addresses of ${instanceId} changed since: ${moved.join('; ')}. Nothing was put back.`,
      'Look into who did it (CloudTrail: AssociateAddress, ReleaseAddress). Release the other steps with --step.',
    );
  const { addresses, primary } = before;
  const restored = primary?.automatic ? [automaticCall(primary.interfaceId, true)] : [];
  return {
    owner,
    kind: 'instance',
    // Elastic ones first: AWS would assign an address of its own otherwise, and take it away again.
    calls: [...addresses.filter(({ elastic }) => elastic !== null).map(associateCall), ...restored],
    targetState: { publicAddresses: addresses.map(({ interfaceId, publicIp }) => ({ interfaceId, publicIp })) },
    reversible: true,
    summary:
      addresses.length === 0 ? `${instanceId} had no public address` : `give ${instanceId} its public address back`,
    differences: addresses.map((one) => ({
      what: one.interfaceId,
      now: 'no public address',
      then: one.elastic ? sayAddress(one) : 'another address, chosen by AWS',
    })),
    blastRadius:
      addresses.length === 0
        ? []
        : [
            {
              severity: 'danger',
              message: `${instanceId} can be reached from the Internet again`,
              resources: [instanceId],
            },
          ],
    facts: { before },
  };
};

const movedSince = async (aws: Aws, now: PublicSide, before: PublicSide): Promise<readonly string[]> => {
  const strangers = now.addresses
    .filter((one) => before.addresses.every(({ publicIp }) => publicIp !== one.publicIp))
    // Where AWS assigned one by itself, another of its own is what a release brings.
    .filter(({ elastic }) => elastic !== null || !before.primary?.automatic);
  const absent = before.addresses.filter((one) => now.addresses.every(({ publicIp }) => publicIp !== one.publicIp));
  return [
    ...strangers.map((one) => `${one.interfaceId} has ${sayAddress(one)}`),
    ...(await Promise.all(absent.map((one) => otherUse(aws, one)))).flat(),
  ];
};

const otherUse = async (aws: Aws, { elastic, publicIp }: PublicAddress): Promise<readonly string[]> => {
  if (!elastic) return [];
  const [found] = (await aws.together(elasticAddresses, elastic.allocationId)) ?? [];
  if (!found) return [`${publicIp} was released`];
  return found.AssociationId
    ? [`${publicIp} is on ${found.NetworkInterfaceId ?? found.InstanceId ?? 'something else'}`]
    : [];
};

const elasticAddresses = batchRead({
  call: 'ec2:DescribeAddresses',
  most: mostFilterValues,
  // Its answer has no pages.
  async *pages({ ec2 }, ids) {
    yield await ec2.describeAddresses(byFilter('allocation-id', ids));
  },
  itemsOf: ({ Addresses }) => Addresses,
  idOf: ({ AllocationId }) => AllocationId,
});

/** Carries a planned return out; doing it twice equals doing it once. Answers what AWS reads back. */
export const returnAddresses = async (
  aws: Aws,
  instanceId: string,
  calls: readonly PlannedCall[],
  before: PublicSide,
): Promise<readonly string[]> => {
  const read = () => readPublicSide(aws, instanceId);
  const now = await read();
  for (const call of calls) if (!isDone(call, now)) await aws.make(call.id);
  const after = await settled(aws, read, (side) => calls.every((call) => isDone(call, side)));
  if (!calls.every((call) => isDone(call, after)))
    throw failure(failureTypes.notHolding, `${instanceId} did not take its public addresses back.`);
  return before.addresses.length === 0 && calls.length === 0 ? ['nothing to put back'] : sayPublicSide(after);
};

const isDone = ({ operation, input }: PlannedCall, { addresses, primary }: PublicSide): boolean =>
  operation === 'AssociateAddress'
    ? addresses.some(({ elastic }) => elastic?.allocationId === input['AllocationId'])
    : primary?.automatic === true;
