import { z } from 'zod';
import { action } from '../action.js';
import {
  idleTimeout,
  isShortest,
  nameTimeout,
  readIdleTimeouts,
  sayTimeout,
  shortest,
  timeoutCall,
  timeoutId,
  usualTimeout,
  type IdleTimeout,
  type ShownTimeout,
} from './idle-timeouts.js';
import { instanceInput, interfacesCovered, readInstance } from './instances.js';
import { idleTimeouts, planTimeouts, restoreTimeouts } from './restore-idle-timeouts.js';

/** The timeouts of before, and what AWS has where nobody set one: null where none can be set. */
const facts = z.strictObject({ usual: z.number().nullable(), before: z.array(idleTimeout) });

const known = (now: readonly ShownTimeout[], usual: number): IdleTimeout[] =>
  now.map(({ interfaceId, seconds }) => ({ interfaceId, seconds: seconds ?? usual }));

/**
 * Has security groups forget the idle TCP connections of an instance after a minute: closed groups do not end what is
 * tracked, and that is for five idle days by default. Best-effort, and after isolation, which it does not touch.
 */
export const shortenIdleTimeout = action({
  name: 'shortenIdleTimeout',
  title: 'Let idle connections of an instance end within a minute',
  effect: 'change',
  blocking: false,
  input: instanceInput,
  facts,
  output: idleTimeouts,
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeNetworkInterfaces',
    'ec2:ModifyNetworkInterfaceAttribute',
  ],

  async plan(aws, { instanceId }) {
    const { owner, instance } = await readInstance(aws, instanceId);
    const type = instance.InstanceType ?? '';
    const usual = await usualTimeout(aws, type);
    const before = usual === null ? [] : known(await readIdleTimeouts(aws, instanceId), usual);
    const longer = before.filter((one) => !isShortest(one));
    return {
      owner,
      kind: 'instance',
      // Also where it is as short already: others may change it while people read the plan.
      calls: before.map(({ interfaceId }) => timeoutCall({ interfaceId, seconds: shortest })),
      targetState: { idleTimeout: `TCP ${shortest} s, on every interface` },
      deviations: { maxInterfaces: interfacesCovered(before.length) },
      reversible: true,
      summary:
        longer.length === 0
          ? `no idle timeout of ${instanceId} is to be shortened`
          : `forget TCP connections of ${instanceId} that are idle for ${shortest} s`,
      differences: longer.map((one) => ({ what: nameTimeout(one), now: sayTimeout(one), then: `${shortest} s` })),
      blastRadius:
        longer.length === 0
          ? []
          : [
              {
                severity: 'info',
                message: `TCP connections of ${instanceId} that pause for ${shortest} s break, whoever they belong to`,
                resources: longer.map(({ interfaceId }) => interfaceId),
              },
            ],
      notCut:
        before.length === 0
          ? []
          : [
              `tracked TCP connections that never pause for ${shortest} s; AWS does not say whether those that are open now get the shorter timeout at once`,
            ],
      notApplicable: usual === null ? [`${type} is not on the Nitro System: its idle timeouts cannot be set.`] : [],
      facts: { usual, before },
    };
  },

  async apply(aws, { input, calls, facts: { usual } }) {
    if (usual === null) return { before: [] };
    const now = await readIdleTimeouts(aws, input.instanceId);
    // A later attempt must not mistake our own value for the one of before: only interfaces that came since are added.
    const kept = idleTimeouts.nullable().parse(await aws.kept());
    const isKnown = ({ interfaceId }: ShownTimeout): boolean =>
      kept?.before.some((one) => one.interfaceId === interfaceId) ?? false;
    const planned = now.filter(({ interfaceId }) => calls.some(({ id }) => id === timeoutId(interfaceId)));
    const added = planned.filter((one) => !isKnown(one));
    const ours = { before: [...(kept?.before ?? []), ...known(added, usual)] };
    if (!kept || added.length > 0) await aws.keep(ours);
    // One interface that refuses must not keep the others from being set.
    const problems: unknown[] = [];
    for (const { interfaceId } of planned.filter((one) => !isShortest(one)))
      await aws.make(timeoutId(interfaceId)).catch((error: unknown) => problems.push(error));
    if (problems.length > 0) throw problems[0];
    return ours;
  },

  async verify(aws, { input, notCut, facts: { usual } }) {
    const now = usual === null ? [] : await readIdleTimeouts(aws, input.instanceId);
    return {
      assurance: 'configured',
      holds: now.every(isShortest),
      facts: now.map((one) => `${nameTimeout(one)} ${sayTimeout(one)}`),
      notCut,
    };
  },

  undo: {
    facts: idleTimeouts,
    plan: (aws, { plan, output, kept }) =>
      planTimeouts(aws, plan.input.instanceId, output ?? idleTimeouts.nullable().parse(kept) ?? { before: [] }),
    apply: (aws, { input, facts: timeouts }) => restoreTimeouts(aws, input.instanceId, timeouts),
  },
});
