import { lastUseOf } from './key-use.js';
import { accessKeysOf, iamArn, usersIn, type Home, type UserRecord } from './records.js';
import { loginProfilesIn, mfaDevicesIn, signingCertificatesIn } from './user-records.js';

const COLUMNS = [
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation',
  'mfa_active',
  ...[1, 2].map((nr) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service']
      .map((name) => `access_key_${nr}_${name}`)
      .join(','),
  ),
  ...[1, 2].map((nr) => `cert_${nr}_active,cert_${nr}_last_rotated`),
].join(',');

const NONE = 'N/A';
const timeOf = (moment: number | undefined): string =>
  moment === undefined ? NONE : new Date(moment).toISOString().replace(/\.\d{3}Z$/, '+00:00');

/** The lines of a credential report ("Understand the report format"): its header, root, every user. */
export const reportLines = (home: Home): readonly string[] => [
  COLUMNS,
  rootLine(home),
  ...usersIn(home)
    .all()
    .map((user) => userLine(home, user)),
];

const rootLine = (home: Home): string => {
  const created = keysOf(home, undefined).map(([, { createdAt }]) => createdAt);
  return [
    '<root_account>',
    `arn:aws:iam::${home.account}:root`,
    timeOf(created[0] ?? 0),
    'not_supported',
    'no_information',
    'not_supported',
    'not_supported',
    String(hasMfa(home, home.account)),
    ...keyCells(home, undefined),
    `false,${NONE},false,${NONE}`,
  ].join(',');
};

const userLine = (home: Home, user: UserRecord): string => {
  const login = loginProfilesIn(home).get(user.id);
  const certificates = signingCertificatesIn(home)
    .all()
    .filter(({ userId }) => userId === user.id);
  return [
    user.name,
    iamArn(home.account, 'user', user),
    timeOf(user.createdAt),
    String(login !== undefined),
    login === undefined ? NONE : user.passwordLastUsed === undefined ? 'no_information' : timeOf(user.passwordLastUsed),
    timeOf(login?.createdAt),
    NONE,
    String(hasMfa(home, user.id)),
    ...keyCells(home, user.name),
    ...[0, 1].flatMap((nr) => [String(certificates[nr]?.status === 'Active'), timeOf(certificates[nr]?.createdAt)]),
  ].join(',');
};

const hasMfa = (home: Home, owner: string): boolean =>
  mfaDevicesIn(home)
    .all()
    .some(({ userId }) => userId === owner);

const keysOf = (home: Home, owner: string | undefined) =>
  accessKeysOf(home.world)
    .entries()
    .filter(([, key]) => key.account === home.account && key.userName === owner);

const keyCells = (home: Home, owner: string | undefined): readonly string[] =>
  [0, 1].flatMap((nr) => {
    const [id, key] = keysOf(home, owner)[nr] ?? [];
    const use = id === undefined ? undefined : lastUseOf(home.world, id);
    return [
      String(key?.status === 'Active'),
      timeOf(key?.createdAt),
      timeOf(use?.at),
      use?.region ?? NONE,
      use?.service ?? NONE,
    ];
  });
