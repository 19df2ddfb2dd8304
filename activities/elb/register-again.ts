import type { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import { readInstance } from '../ec2/instances.js';
import {
  balancerArn,
  readBalancers,
  readRegistered,
  registrationCall,
  registrationId,
  type Balancer,
  type registrations,
} from './classic-load-balancers.js';

type Registrations = z.infer<typeof registrations>;

/** Plans registering an instance again where it was taken out. A load balancer that is gone by now is left out, and named. */
export const planRegistration = async (
  aws: Aws,
  instanceId: string,
  { before }: Registrations,
): Promise<Planned<Registrations>> => {
  const { owner } = await readInstance(aws, instanceId);
  const known = before.length === 0 ? [] : await readBalancers(aws);
  const isThere = ({ dnsName }: Balancer): boolean => known.some((one) => one.dnsName === dnsName);
  const there = before.filter(isThere);
  return {
    owner,
    kind: 'instance',
    calls: there.map((one) => registrationCall('RegisterInstancesWithLoadBalancer', one, instanceId)),
    targetState: { registered: there },
    reversible: true,
    summary: `register ${instanceId} again with ${there.map(({ name }) => name).join(', ') || 'no Classic Load Balancer'}`,
    differences: there.map(({ name }) => ({ what: name, now: 'deregistered', then: 'registered' })),
    blastRadius: there.map((one) => ({
      severity: 'warning',
      message: `${one.name} sends users to ${instanceId} again once it passes its health checks`,
      resources: [balancerArn(aws, one)],
    })),
    notApplicable: before.filter((one) => !isThere(one)).map(({ name }) => `Classic Load Balancer ${name} is gone`),
    facts: { before: there },
  };
};

/** Registers an instance again; doing it twice equals doing it once. Answers what AWS reads back. */
export const registerAgain = async (
  aws: Aws,
  instanceId: string,
  { before }: Registrations,
): Promise<readonly string[]> => {
  const told: string[] = [];
  const read = () => readRegistered(aws, instanceId);
  for (const one of before) {
    const isBack = (now: readonly Balancer[]): boolean => now.some(({ dnsName }) => dnsName === one.dnsName);
    if (!isBack(await read())) await aws.make(registrationId(one));
    if (!isBack(await settled(aws, read, isBack)))
      throw failure(failureTypes.notHolding, `${one.name} did not take ${instanceId} back.`);
    told.push(`${instanceId} is registered with ${one.name}`);
  }
  return told;
};
