import { addFinding } from '../../services/guardduty/findings.js';
import { cloudTrailDisabled, maliciousCaller, reconnaissance } from '../../services/guardduty/identity-findings.js';
import type { Place } from '../../services/operation.js';
import { firstKeyOf } from './names.js';
import { pastOf, type Actor, type Past } from './past.js';
import { ScenarioRefused, type Scenario } from './scenario.js';
import { noteKey, suspect } from './suspects.js';

const BOT = 'deploy-bot';
const VICTIM = 'alice';
const BACKDOOR = 'svc-backup';
const IP = '203.0.113.77';

type NewKey = { readonly AccessKey: { readonly AccessKeyId: string } };
type NewSession = { readonly Credentials: { readonly AccessKeyId: string } };

/** A key that got into a public repository: used from outside, and by now there are other ways in. */
export const leakedCiKey: Scenario = {
  name: 'leaked-ci-key',
  summary: 'an access key of deploy-bot is used from outside AWS; the trail has stopped logging',
  happen: (place) => {
    const leaked = firstKeyOf(place, BOT);
    const past = pastOf(place);
    past.at(58, () => noteKey(place, leaked, 'access-key'));
    const bot = from(leaked);
    lookAround(past, bot);
    const keys = persist(past, bot);
    keys.forEach((key, index) => past.at(46 - index, () => noteKey(place, key, 'access-key')));
    const sessions = multiply(place, past, bot);
    past.call(30, bot, 'cloudtrail', 'StopLogging', { Name: 'acme-trail' });
    past.call(22, from(sessions), 'iam', 'GetAccountAuthorizationDetails');
    past.at(50, () => addFinding(place, maliciousCaller(suspect(place, leaked), IP)));
    past.at(25, () => addFinding(place, cloudTrailDisabled(suspect(place, leaked), IP)));
    past.at(17, () => addFinding(place, reconnaissance(suspect(place, sessions), IP)));
  },
};

const from = (accessKeyId: string): Actor => ({
  accessKeyId,
  ip: IP,
  agent: 'aws-cli/2.17.18 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0-45-generic lang/python#3.11.9',
});

const lookAround = ({ call }: Past, bot: Actor): void => {
  call(58, bot, 'sts', 'GetCallerIdentity');
  call(57, bot, 's3', 'ListBuckets');
  call(56, bot, 'iam', 'ListUsers');
  call(55, bot, 'iam', 'ListAttachedUserPolicies', { UserName: BOT });
  call(54, bot, 'iam', 'GetAccountAuthorizationDetails');
  call(53, bot, 'ec2', 'DescribeInstances');
};

/** Keys that outlive the one that leaked: of an administrator, and of a user made for it. */
const persist = ({ call }: Past, bot: Actor): readonly string[] => {
  const own = call<NewKey>(46, bot, 'iam', 'CreateAccessKey', { UserName: VICTIM });
  call(45, bot, 'iam', 'CreateUser', { UserName: BACKDOOR });
  call(45, bot, 'iam', 'AttachUserPolicy', {
    UserName: BACKDOOR,
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });
  const other = call<NewKey>(44, bot, 'iam', 'CreateAccessKey', { UserName: BACKDOOR });
  return [own, other].map((made) => {
    if (made === undefined) throw new ScenarioRefused(`${BOT} may not make keys any more`);
    return made.AccessKey.AccessKeyId;
  });
};

/** Sessions that go on when the key is deactivated: of the user itself, and a chain of roles. Answers the last of the chain. */
const multiply = (place: Place, { at, call }: Past, bot: Actor): string => {
  const role = (name: string): string => `arn:aws:iam::${place.account}:role/${name}`;
  const keyOf = (minutesAgo: number, made: NewSession | undefined): string => {
    if (made === undefined) throw new ScenarioRefused(`${BOT} gets no sessions any more`);
    const key = made.Credentials.AccessKeyId;
    at(minutesAgo, () => noteKey(place, key, 'role-session'));
    return key;
  };
  keyOf(40, call(40, bot, 'sts', 'GetSessionToken', { DurationSeconds: 129_600 }));
  const assume = (minutesAgo: number, actor: Actor, name: string, RoleSessionName: string): string =>
    keyOf(minutesAgo, call(minutesAgo, actor, 'sts', 'AssumeRole', { RoleArn: role(name), RoleSessionName }));
  const first = assume(38, bot, 'ci-deploy', 'pipeline-20417');
  return assume(36, from(first), 'audit', 'nightly');
};
