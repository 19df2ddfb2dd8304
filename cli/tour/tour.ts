import { trustedKeys } from '../../ledger/signing-key.js';
import { verifyStored } from '../../ledger/verify-stored.js';
import { adminClient } from '../../sandbox/gateway/admin-client.js';
import { adminToken } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { layout } from '../../sandbox/stack/layout.js';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { RunView, StepView } from '../../workflows/contract/views.js';
import { CliError, exit } from '../errors.js';
import { planText } from '../output/plan-text.js';
import { processOutput } from '../output/output.js';
import { configuration, openSession } from '../session/open-session.js';
import { untilRecorded, waitingApproval } from '../session/waiting.js';
import { readGroups, sameGroups, type InterfaceGroups } from './read-groups.js';
import { settle } from './settle.js';

const asker = 'responder';
const signer = 'ir-lead';

/** Says, in plain lines with the time since the start, what is done. */
const narrator = () => {
  const started = Date.now();
  const out = processOutput({ json: false, color: false, quiet: false });
  return {
    say: (text: string): void =>
      out.item(null, () => `[${((Date.now() - started) / 1_000).toFixed(1).padStart(5)} s] ${text}`),
    show: (text: string): void =>
      out.item(null, () =>
        text
          .split('\n')
          .map((line) => `          ${line}`)
          .join('\n'),
      ),
  };
};

const mustHold = (holds: boolean, what: string): void => {
  if (!holds)
    throw new CliError(
      exit.failed,
      'tour',
      `This did not hold: ${what}.`,
      'Look at firebreak runs, firebreak show RUN and .firebreak/logs.',
    );
};

/**
 * The main job as a script: contain the seeded instance on another person's signature, show what AWS reads back and
 * what is not cut, put everything back, verify the ledger. Rejects, saying which, when a step does not hold.
 */
export const tour = async (status: SandboxStatus): Promise<void> => {
  const { say, show } = narrator();
  const session = openSession(configuration(layout().config), asker);
  const { reading } = session;
  const admin = adminClient(status.aws.endpoint, adminToken(worldFiles(layout().world).adminToken));
  try {
    const target = status.targets.find((one) => one.kind === 'instance');
    if (!target) throw new CliError(exit.failed, 'tour', 'The sandbox has no instance.', 'firebreak up --reset');
    say(`sandbox: account ${status.aws.account}, ${status.aws.region}; instance ${target.id} (${target.name})`);
    await settle(session, { asker, signer }, target.id, say);

    const before = await readGroups(status, target.id);
    say(`AWS reads now: ${spell(before)}`);
    say(`${asker} asks for contain-instance on ${target.id}`);
    const { id } = await session.as(asker).launch({
      playbook: 'contain-instance',
      input: { instanceId: target.id },
      severity: 'P1',
      title: 'Tour: beacon to 203.0.113.7',
      reason: 'guided tour',
    });
    const plan = waitingPlan(reading.run(id));
    say(`run ${id} waits; plan ${plan}`);
    show(planText(reading.run(id), plan));

    const own = await session
      .as(asker)
      .approve(id, plan, 'signing my own')
      .then(
        () => null,
        (error: unknown) => error,
      );
    mustHold(own instanceof CliError && own.code === 'self-approval', 'who asked cannot sign');
    say(`${asker} cannot sign it: ${(own as CliError).message} (recorded)`);
    await session.as(signer).approve(id, plan, 'beacon confirmed');
    say(`${signer} signed plan ${plan}`);

    const contained = await untilRecorded(reading, () => verified(reading.run(id), 'isolateInstance'));
    say(`isolation ${contained.verification?.assurance} since ${contained.verification?.since}`);
    const during = await readGroups(status, target.id);
    say(`AWS reads now: ${spell(during)}`);
    mustHold(
      during.every((one) => one.groups.length === 1) && !sameGroups(before, during),
      'every interface has the quarantine group alone',
    );
    for (const one of contained.verification?.notCut ?? []) say(`not cut: ${one}`);

    say('snapshots complete while it goes on: the sandbox moves its clock a minute forward');
    await admin.advanceClock(60_000);
    const done = await untilRecorded(reading, () => ended(reading.run(id)));
    mustHold(done.state === 'completed', `${id} completed, not ${done.state}: ${done.reason ?? ''}`);
    say(`run ${id} ${done.state}: ${done.progress.done} of ${done.progress.total} steps verified`);

    const release = await session.as(asker).release(id, [], 'guided tour: host rebuilt');
    const undoing = waitingPlan(reading.run(id));
    say(`${asker} asks for ${release}; plan ${undoing}`);
    show(planText(reading.run(id), undoing));
    await session.as(signer).approve(id, undoing, 'host rebuilt');
    say(`${signer} signed the release`);
    const released = await untilRecorded(reading, () => ended(reading.run(id)));
    mustHold(released.state === 'released', `${id} released, not ${released.state}: ${released.reason ?? ''}`);
    const after = await readGroups(status, target.id);
    say(`released; AWS reads now: ${spell(after)}`);
    mustHold(sameGroups(before, after), 'every interface has its own groups back');

    const keys = trustedKeys(reading.ledger.keys(), session.config.ledger.key).keys;
    const report = await verifyStored(reading.ledger, done.case, keys);
    mustHold(report.ok, `the ledger of ${done.case} is whole: ${report.firstBad?.reason ?? ''}`);
    say(`ledger ok: ${report.entries} entries of ${done.case}, head ${report.head}`);
  } finally {
    await session.close();
  }
};

const spell = (interfaces: readonly InterfaceGroups[]): string =>
  interfaces.map((one) => `${one.interfaceId} [${one.groups.join(', ')}]`).join(' ');

const waitingPlan = (view: RunView): Hash => {
  const plan = waitingApproval(view)?.plan;
  if (!plan)
    throw new CliError(
      exit.failed,
      'tour',
      `${view.id} does not wait for a signature: ${view.state}.`,
      `firebreak show ${view.id}`,
    );
  return plan;
};

const verified = (view: RunView, action: string): StepView | null => {
  const steps = view.stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps));
  const failed = steps.find((step) => step.state === 'failed' && step.blocking);
  if (failed)
    throw new CliError(
      exit.failed,
      'tour',
      `${failed.id} failed: ${failed.error?.message ?? ''}`,
      `firebreak show ${view.id}`,
    );
  return steps.find((step) => step.action === action && step.state === 'verified') ?? null;
};

const ended = (view: RunView): RunView | null => {
  if (view.state === 'failed-step') verified(view, '');
  return view.endedAt === null ? null : view;
};
