import type { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { readInstance } from '../ec2/instances.js';
import {
  findTarget,
  sayRegistration,
  targetsCall,
  targetsId,
  type registrations,
  type Registration,
} from './registrations.js';
import { readGroups, readHealth } from './targets.js';

type Registrations = z.infer<typeof registrations>;

/** Plans registering an instance again where it was taken out. A target group that is gone by now is left out, and named. */
export const planRegistration = async (
  aws: Aws,
  instanceId: string,
  { before }: Registrations,
): Promise<Planned<Registrations>> => {
  const { owner } = await readInstance(aws, instanceId);
  const known = before.length === 0 ? [] : await readGroups(aws);
  const isThere = ({ group }: Registration): boolean => known.some(({ arn }) => arn === group);
  const there = before.filter(isThere);
  return {
    owner,
    kind: 'instance',
    calls: there.map((one) => targetsCall('RegisterTargets', one)),
    targetState: { registered: there },
    reversible: true,
    summary: `register ${instanceId} again in ${there.map(({ name }) => name).join(', ') || 'no target group'}`,
    differences: there.map((one) => ({ what: one.name, now: 'deregistered', then: sayRegistration(one) })),
    blastRadius: there.map(({ name, group }) => ({
      severity: 'warning',
      message: `${name} sends users to ${instanceId} again once it passes its health checks`,
      resources: [group],
    })),
    notApplicable: before.filter((one) => !isThere(one)).map(({ name }) => `target group ${name} is gone`),
    facts: { before: there },
  };
};

/** Registers an instance again; doing it twice equals doing it once. Answers what AWS reads back. */
export const registerAgain = async (aws: Aws, { before }: Registrations): Promise<readonly string[]> => {
  const told: string[] = [];
  for (const one of before) {
    const read = () => readHealth(aws, one.group);
    const isBack = (health: Awaited<ReturnType<typeof readHealth>>): boolean =>
      one.targets.every((target) => {
        const found = findTarget(health, target);
        return found !== undefined && found.TargetHealth?.State !== 'draining';
      });
    if (!isBack(await read())) await aws.make(targetsId(one.group));
    const after = await settled(aws, read, isBack);
    if (!isBack(after))
      throw failure(failureTypes.notHolding, `${one.name} did not take ${sayRegistration(one)} back.`);
    for (const target of one.targets)
      told.push(`${one.name} ${target.Id}:${target.Port} is ${findTarget(after, target)?.TargetHealth?.State}`);
  }
  return told;
};
