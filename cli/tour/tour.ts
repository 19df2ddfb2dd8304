import { trustedKeys } from '../../ledger/rotation/trusted-keys.js';
import { verifyStored } from '../../ledger/verify-stored.js';
import { adminClient } from '../../sandbox/gateway/admin-client.js';
import { adminToken } from '../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { layout } from '../../sandbox/stack/layout.js';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import type { Finding } from '../incident/incident.js';
import { readFindings } from '../incident/read-findings.js';
import { happened } from '../incident/scenario.js';
import { configuration, openSession } from '../session/open-session.js';
import { failed, mustHold } from './checks.js';
import { contain } from './contain.js';
import { people, type Guided } from './guided.js';
import { narrator } from './narrator.js';
import { putBack } from './put-back.js';
import { hostLines, readHost } from './read-host.js';
import { settle } from './settle.js';

const LONG_ENOUGH = 6 * 60_000;

/**
 * The main job as a script: what GuardDuty says of the host, its containment on another person's signature, what AWS
 * reads back and what really happened, everything put back on another signature, the ledger verified. Rejects, saying
 * which, when a step does not hold. Can be run again on the same sandbox.
 */
export const tour = async (status: SandboxStatus): Promise<void> => {
  const target = status.targets.find((one) => one.kind === 'instance');
  if (!target) throw failed('The sandbox has no instance.', 'firebreak up --reset');
  const session = await openSession(configuration(layout().config), people.asker);
  const admin = adminClient(status.aws.endpoint, adminToken(worldFiles(layout().world).adminToken));
  const letPass = () => admin.advanceClock(LONG_ENOUGH);
  const guided: Guided = { ...narrator(), status, session, admin, target, letPass };
  try {
    const findings = await lookAround(guided);
    await settle(guided);
    await letPass();
    const before = await readHost(status, target.id);
    guided.say('AWS reads now');
    guided.show(hostLines(before));
    const run = await contain(guided, findings, before);
    await putBack(guided, run.id, before);
    await verify(guided, run.case);
  } finally {
    await session.close();
  }
};

const lookAround = async ({ admin, status, target, say, show }: Guided): Promise<readonly Finding[]> => {
  const [scenario] = happened(await admin.scenarios());
  const { account, region } = status.aws;
  say(
    `sandbox: account ${account}, ${region}; scenario ${scenario ? `${scenario.name}: ${scenario.summary}` : 'none'}`,
  );
  const findings = (await readFindings(status)).filter(({ instanceId }) => instanceId === target.id);
  say(`GuardDuty: ${findings.length} findings on ${target.name} (${target.id})`);
  show(findings.map(({ at, type, remote }) => `${at}  ${type}  ${remote ?? ''}`));
  return findings;
};

const verify = async ({ session, say }: Guided, caseId: string): Promise<void> => {
  const { ledger } = session.reading;
  const { keys } = await trustedKeys(ledger, session.config.ledger.key);
  const report = await verifyStored(ledger, caseId, keys);
  mustHold(report.ok, `the ledger of ${caseId} is whole: ${report.firstBad?.reason ?? ''}`);
  say(`ledger ok: ${report.entries} entries of ${caseId}, head ${report.head}`);
};
