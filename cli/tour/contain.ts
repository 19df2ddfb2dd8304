import type { Finding } from '../incident/incident.js';
import type { RunView } from '../../workflows/contract/views.js';
import { CliError } from '../errors.js';
import { untilRecorded } from '../session/waiting.js';
import { ended, mustHold, stageDone, waitingPlan } from './checks.js';
import { people, type Guided } from './guided.js';
import { mustBeContained } from './host-checks.js';
import { planSummary } from './plan-summary.js';
import { hostLines, readHost, type HostReading } from './read-host.js';
import { askTruth, fateLines, fates } from './what-happened.js';

const { asker, signer } = people;

/** Contains the host on another person's signature, and shows what AWS reads back and what became of the attacker. */
export const contain = async (guided: Guided, findings: readonly Finding[], before: HostReading): Promise<RunView> => {
  const { session, status, admin, target, say, show, letPass } = guided;
  const { reading } = session;
  const truthBefore = await askTruth(admin, status);
  const { id } = await session.as(asker).launch({
    playbook: 'contain-instance',
    input: { instanceId: target.id },
    severity: 'P1',
    title: `Tour: contain ${target.name}`,
    reason: findings[0]?.type ?? 'guided tour',
  });
  const plan = waitingPlan(await reading.run(id));
  say(`${asker} asked for contain-instance on ${target.name}: ${id} waits; plan ${plan}`);
  show(planSummary(await reading.run(id), plan));
  await mustRefuseRequester(guided, id);
  await session.as(signer).approve(id, plan, 'findings confirmed');
  say(`${signer} signed it`);

  await untilRecorded(reading, async () => stageDone(await reading.run(id), 'contain'));
  say('contained, each change read back; snapshots go on, so the sandbox moves its clock forward');
  await letPass();
  const done = await untilRecorded(reading, async () => ended(await reading.run(id)));
  mustHold(done.state === 'completed', `${id} completed, not ${done.state}: ${done.reason ?? ''}`);
  say(`${id} ${done.state}: ${done.progress.done} of ${done.progress.total} steps; AWS reads now`);
  const during = await readHost(status, target.id);
  show(hostLines(during, before));
  mustBeContained(before, during);

  const became = fates(truthBefore, await askTruth(admin, status), target.id);
  say('what really happened (only a sandbox can know: AWS has no API for it)');
  show(fateLines(became));
  mustHold(!became.some(({ kind, lives }) => kind === 'c2' && lives), 'no connection to command and control lives');
  say('what lives on is what NOT CUT said before the signature: revoke-credentials is for the stolen role’s session');
  return done;
};

const mustRefuseRequester = async ({ session, say }: Guided, id: string): Promise<void> => {
  const refusal = await session
    .as(asker)
    .approve(id, waitingPlan(await session.reading.run(id)), 'signing my own')
    .then(
      () => null,
      (error: unknown) => error,
    );
  const isRefused = refusal instanceof CliError && refusal.code === 'self-approval';
  mustHold(isRefused, 'who asked cannot sign');
  if (isRefused) say(`${asker} cannot sign it: ${refusal.message} (recorded)`);
};
