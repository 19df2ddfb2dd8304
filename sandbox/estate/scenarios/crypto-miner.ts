import { addressOf, shapeHost } from '../../hosts/host.js';
import { instancesIn } from '../../services/ec2/records.js';
import { addFinding } from '../../services/guardduty/findings.js';
import { credentialExfiltration } from '../../services/guardduty/identity-findings.js';
import { bitcoinTool, commandAndControl } from '../../services/guardduty/instance-findings.js';
import { instanceSubject } from '../../services/guardduty/subjects.js';
import { userNamed } from '../../services/iam/find.js';
import type { Place } from '../../services/operation.js';
import { sessionsIn } from '../../services/ssm/records.js';
import { instanceSession } from '../../services/sts/instance-session.js';
import { beginSession } from '../../services/sts/sessions.js';
import { openFlow } from '../../truth/flows.js';
import { openSession as noteSession } from '../../truth/sessions.js';
import { attackerFlows, C2, THIEF } from './miner-flows.js';
import { infected } from './miner-host.js';
import { hostNamed, mustBeQuiet, primaryInterface } from './names.js';
import { pastOf, type Actor, type Past } from './past.js';
import { ScenarioRefused, type Scenario } from './scenario.js';
import { noteKey, suspect } from './suspects.js';

const HOST = 'web-3';
const HIJACKED = 'bob';
const HOUR_S = 3_600;

/** A web server that mines: its host is held, its role's session is used from outside, and somebody types on it. */
export const cryptoMiner: Scenario = {
  name: 'crypto-miner',
  summary: 'web-3 queries a mining pool; credentials of its role are used from outside AWS',
  happen: (place) => {
    const host = hostNamed(place, HOST);
    mustBeQuiet(place, host);
    const past = pastOf(place);
    const stolen = stealCredentials(place, past, host);
    const { id } = primaryInterface(place, host);
    for (const { minutesAgo, ...flow } of attackerFlows(place, hostNamed(place, 'db-1')))
      past.at(minutesAgo, () => openFlow(place, { ...flow, interfaceId: id }));
    shapeHost(place, host, infected(addressOf(place, host)));
    typeOnHost(place, past, host);
    past.at(50, () => addFinding(place, credentialExfiltration(suspect(place, stolen), THIEF)));
    past.at(44, () => addFinding(place, commandAndControl(instanceSubject(place, host), C2)));
    past.at(38, () => addFinding(place, bitcoinTool(instanceSubject(place, host))));
  },
};

/** The metadata service gives the role's credentials to whoever asks on the host; they are used from elsewhere. */
const stealCredentials = (place: Place, { at, call }: Past, host: string): string => {
  const session = at(54, () => instanceSession(place.world, place.account, place.region, host));
  if (session === undefined) throw new ScenarioRefused(`${HOST} has no role`);
  const { accessKeyId } = session;
  at(54, () => noteKey(place, accessKeyId, 'role-session', { instanceId: host }));
  const thief: Actor = {
    accessKeyId,
    ip: THIEF,
    agent: 'Boto3/1.35.36 md/Botocore#1.35.36 os/linux lang/python#3.12.3',
  };
  call(53, thief, 'sts', 'GetCallerIdentity');
  call(52, thief, 's3', 'ListBuckets');
  call(51, thief, 'iam', 'ListUsers');
  call(49, thief, 's3', 'ListObjectsV2', { Bucket: 'acme-web-assets' });
  call(47, thief, 'ec2', 'DescribeInstances');
  call(46, thief, 'ec2', 'RunInstances', {
    ImageId: instancesIn(place).get(host)?.imageId ?? '',
    InstanceType: 'p3.16xlarge',
    MinCount: 1,
    MaxCount: 8,
  });
  return accessKeyId;
};

/** A developer's console session, taken over: with it somebody opens a shell on the host and keeps it busy. */
const typeOnHost = (place: Place, { at, call }: Past, host: string): void => {
  const user = userNamed(place, HIJACKED);
  const [accessKeyId] = beginSession(place.world, 12 * HOUR_S, {
    account: place.account,
    kind: 'user',
    userName: user.name,
    identityId: user.id,
    mfa: true,
    tags: {},
  });
  at(32, () => noteKey(place, accessKeyId, 'console'));
  const browser: Actor = {
    accessKeyId,
    ip: THIEF,
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  };
  call(31, browser, 'ssm', 'DescribeInstanceInformation');
  const opened = call<{ readonly SessionId: string }>(30, browser, 'ssm', 'StartSession', { Target: host });
  if (opened === undefined) throw new ScenarioRefused(`${HOST} takes no sessions`);
  const { SessionId: sessionId } = opened;
  sessionsIn(place).update(sessionId, (row) => ({ ...row, busyUntil: place.world.clock.now() + 8 * HOUR_S * 1_000 }));
  at(30, () =>
    noteSession(place, {
      kind: 'ssm-session',
      principal: sessionsIn(place).get(sessionId)?.owner ?? '',
      sessionId,
      instanceId: host,
    }),
  );
};
