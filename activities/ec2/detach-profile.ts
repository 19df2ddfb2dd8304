import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action } from '../action.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { instanceInput, readInstance } from './instances.js';
import { readWorn, sayWorn, untilBare, worn, type Worn } from './worn-profile.js';

const record = z.strictObject({ before: worn.nullable() });

/**
 * Takes the instance profile off an instance, so that the host gets no new credentials. What it holds already is valid
 * until it expires: ending that is `revoke-credentials` on the role, for this host alone. Signed is that it wears none:
 * whoever changes its profile meanwhile, or puts one on, brings nobody back to a gate.
 */
export const detachProfile = action({
  name: 'detachProfile',
  title: 'Take the instance profile off an instance',
  effect: 'change',
  blocking: true,
  input: instanceInput,
  facts: record,
  output: record,
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeIamInstanceProfileAssociations',
    'ec2:DisassociateIamInstanceProfile',
    'ec2:AssociateIamInstanceProfile',
    'iam:PassRole',
  ],

  async plan(aws, { instanceId }) {
    const { owner } = await readInstance(aws, instanceId);
    const before = await readWorn(aws, instanceId);
    return {
      owner,
      kind: 'instance',
      calls: [
        {
          id: 'detach',
          service: 'ec2',
          operation: 'DisassociateIamInstanceProfile',
          target: instanceId,
          input: { AssociationId: { $like: 'iip-assoc-[0-9a-f]{8,17}' } },
        },
      ],
      targetState: { instanceProfile: 'none' },
      reversible: true,
      summary: before
        ? `take ${before.profileArn} off ${instanceId}`
        : `${instanceId} wears no instance profile; one that is put on meanwhile is taken off`,
      differences: before ? [{ what: 'instance profile', now: before.profileArn, then: 'none' }] : [],
      notCut: before
        ? [
            `credentials of ${before.profileArn} that were taken already: valid anywhere until they expire, 6 hours at most`,
          ]
        : [],
      facts: { before },
    };
  },

  async apply(aws, { input, facts }) {
    // What is worn now may be what an intruder attached since: the way back leads to what was worn first.
    const first = record.nullable().parse(await aws.kept());
    if (!first) await aws.keep(facts);
    const now = await readWorn(aws, input.instanceId);
    if (now) await aws.make('detach', { AssociationId: now.associationId });
    return first ?? facts;
  },

  async verify(aws, { input, notCut }) {
    const now = await readWorn(aws, input.instanceId);
    return { assurance: 'configured', holds: now === null, facts: [`${input.instanceId}: ${sayWorn(now)}`], notCut };
  },

  undo: {
    facts: record,
    async plan(aws, { plan, output, kept }) {
      const { instanceId } = plan.input;
      const { owner } = await readInstance(aws, instanceId);
      const { before } = output ?? record.nullable().parse(kept) ?? plan.facts;
      const now = await readWorn(aws, instanceId);
      if (now && now.profileArn !== before?.profileArn)
        throw failure(
          failureTypes.moved,
          `${instanceId} wears ${now.profileArn} by now, which is not what it wore before. Nothing was put back.`,
          'Look into who attached it (CloudTrail: AssociateIamInstanceProfile). Release the other steps with --step.',
        );
      return {
        owner,
        kind: 'instance',
        calls: before
          ? [
              {
                id: 'attach',
                service: 'ec2',
                operation: 'AssociateIamInstanceProfile',
                target: instanceId,
                input: { InstanceId: instanceId, IamInstanceProfile: { Arn: before.profileArn } },
              },
            ]
          : [],
        targetState: { instanceProfile: before?.profileArn ?? 'none' },
        reversible: true,
        summary: before ? `put ${before.profileArn} back on ${instanceId}` : `${instanceId} wore no instance profile`,
        differences: before ? [{ what: 'instance profile', now: sayWorn(now), then: before.profileArn }] : [],
        blastRadius: before
          ? [
              {
                severity: 'danger',
                message: `${instanceId} gets credentials of ${before.profileArn} again`,
                resources: [instanceId],
              },
            ]
          : [],
        facts: { before },
      };
    },
    async apply(aws, { input, facts }) {
      const { before } = facts;
      if (before && (await readWorn(aws, input.instanceId)) === null) {
        await untilBare(aws, input.instanceId);
        await aws.make('attach');
      }
      const holds = (now: Worn | null): boolean => now?.profileArn === before?.profileArn;
      const after = await settled(aws, () => readWorn(aws, input.instanceId), holds);
      if (!holds(after)) throw failure(failureTypes.notHolding, `${input.instanceId} wears ${sayWorn(after)}.`);
      return [`${input.instanceId}: ${sayWorn(after)}`];
    },
  },
});
