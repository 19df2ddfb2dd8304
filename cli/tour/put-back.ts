import { untilRecorded } from '../session/waiting.js';
import { ended, mustHold, waitingPlan } from './checks.js';
import { people, type Guided } from './guided.js';
import { mustBeBack } from './host-checks.js';
import { planSummary } from './plan-summary.js';
import { hostLines, readHost, type HostReading } from './read-host.js';

const { asker, signer } = people;

/** Puts back what a run changed, on another person's signature, and compares what AWS reads with how it was. */
export const putBack = async (guided: Guided, id: string, before: HostReading): Promise<void> => {
  const { session, status, target, say, show, letPass } = guided;
  const { reading } = session;
  const release = await session.as(asker).release(id, [], 'guided tour: host rebuilt');
  const plan = waitingPlan(await reading.run(id));
  say(`${asker} asked for ${release}; plan ${plan}`);
  show(planSummary(await reading.run(id), plan));
  await session.as(signer).approve(id, plan, 'host rebuilt');
  say(`${signer} signed it`);
  const released = await untilRecorded(reading, async () => ended(await reading.run(id)));
  mustHold(released.state === 'released', `${id} released, not ${released.state}: ${released.reason ?? ''}`);
  await letPass();
  const after = await readHost(status, target.id);
  say(`${id} ${released.state}; AWS reads now`);
  show(hostLines(after, before));
  mustBeBack(before, after);
  say('it stays in Standby, and its session ended: to send users there again, release that step by name');
};
