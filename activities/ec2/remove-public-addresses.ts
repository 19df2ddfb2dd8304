import { z } from 'zod';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { action } from '../action.js';
import { instanceInput, readInstance } from './instances.js';
import {
  isPublic,
  publicSide,
  readPublicSide,
  sayAddress,
  sayPublicSide,
  type PublicSide,
} from './public-addresses.js';
import { automaticCall, disassociateCall } from './public-address-calls.js';
import { planReturn, returnAddresses } from './return-public-addresses.js';

const record = z.strictObject({ before: publicSide });

/** The primary interface as it was planned, with what was not read then. */
const known = ({ primary }: PublicSide, now: PublicSide): PublicSide['primary'] =>
  primary && primary.automatic === null && now.primary?.interfaceId === primary.interfaceId ? now.primary : primary;

/**
 * Takes every public IPv4 address off an instance, and keeps it off: without an Elastic IP address AWS may give the
 * primary interface a new one by itself (EC2 User Guide, "Amazon EC2 instance IP addressing"), so that is turned off too.
 * Best-effort: a host without a rule answers on no address, and isolating it must not wait for this.
 */
export const removePublicAddresses = action({
  name: 'removePublicAddresses',
  title: 'Take public addresses off an instance',
  effect: 'change',
  blocking: false,
  input: instanceInput,
  facts: record,
  output: record,
  readsAlone: true,
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeNetworkInterfaceAttribute',
    'ec2:DescribeAddresses',
    'ec2:DisassociateAddress',
    'ec2:AssociateAddress',
    'ec2:ModifyNetworkInterfaceAttribute',
  ],

  async plan(aws, { instanceId }) {
    const { owner } = await readInstance(aws, instanceId);
    const before = await readPublicSide(aws, instanceId);
    const { addresses, primary } = before;
    const lost = addresses.filter(({ elastic }) => elastic === null);
    const elastic = addresses.filter((one) => one.elastic !== null);
    return {
      owner,
      kind: 'instance',
      calls: isPublic(before)
        ? [...elastic.map(disassociateCall), ...(primary ? [automaticCall(primary.interfaceId, false)] : [])]
        : [],
      targetState: { publicAddresses: 'none, and none by itself' },
      reversible: lost.length === 0,
      summary: isPublic(before)
        ? `take ${addresses.map(({ publicIp }) => publicIp).join(', ') || 'automatic addressing'} off ${instanceId}`
        : `${instanceId} has no public address`,
      differences: addresses.map((one) => ({
        what: one.interfaceId,
        now: sayAddress(one),
        then: `no public address on ${one.privateIp}`,
      })),
      blastRadius: lost.map(({ publicIp, interfaceId }) => ({
        severity: 'warning',
        message: `${publicIp} was assigned by AWS itself and is lost for ever; a release brings another one`,
        resources: [interfaceId],
      })),
      facts: { before },
    };
  },

  async apply(aws, { input, calls, facts }) {
    // An address that an intruder brought since is not one to be given back.
    const first = record.nullable().parse(await aws.kept());
    const now = await readPublicSide(aws, input.instanceId);
    const ours = first ?? { before: { ...facts.before, primary: known(facts.before, now) } };
    if (!first) await aws.keep(ours);
    if (!isPublic(now)) return ours;
    const isOn = ({ input: { AssociationId: id } }: PlannedCall): boolean =>
      now.addresses.some(({ elastic }) => elastic?.associationId === id);
    for (const call of calls) {
      // Addressing by itself is turned off in any case: it takes off what AWS assigned, or would assign as soon as an Elastic IP is gone.
      if (call.operation !== 'DisassociateAddress' || isOn(call)) await aws.make(call.id);
    }
    return ours;
  },

  async verify(aws, { input }) {
    const now = await readPublicSide(aws, input.instanceId);
    return { assurance: 'configured', holds: !isPublic(now), facts: sayPublicSide(now), notCut: [] };
  },

  undo: {
    facts: record,
    plan: (aws, { plan, output, kept }) => {
      const { before } = output ?? record.nullable().parse(kept) ?? plan.facts;
      return planReturn(aws, plan.input.instanceId, before);
    },
    apply: (aws, { input, calls, facts }) => returnAddresses(aws, input.instanceId, calls, facts.before),
  },
});
