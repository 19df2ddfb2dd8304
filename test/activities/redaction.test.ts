import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { translate } from '../../activities/aws/errors.js';
import { KeptAnswers } from '../../activities/aws/kept-answers.js';
import { ledgerMiddleware, type Recorder } from '../../activities/aws/ledger-middleware.js';
import { recordable } from '../../activities/aws/recordable.js';
import { exportJsonl } from '../../ledger/export.js';
import type { Ledger } from '../../ledger/ledger.js';
import { readSigned, recordable as recordableProof } from '../../ledger/signed-document.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../ledger/sqlite/reader.js';
import { hashOf } from '../../ledger/canonical.js';
import type { Json } from '../../workflows/contract/json.js';
import type { PlanAnswers } from '../../workflows/contract/plan-answers.js';
import { decision } from '../ledger/fixtures/people.js';
import { sensitiveMembers } from './sensitive-members.js';

// Made up, of the forms that the real ones have.
const secrets = {
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  token: `IQoJb3JpZ2luX2VjE${'Ab9/+x'.repeat(30)}==`,
  olderToken: `FwoGZXIvYXdzE${'Zz8-_y'.repeat(30)}=`,
  signature: '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  password: 'correct horse battery staple',
  key: 'MIIEowIBAAKCAQEAxSecretSecretSecret',
  userData: 'IyEvYmluL3NoCmV4cG9ydCBUT0tFTj1zM2NyM3Q=',
};
const address =
  `https://vault.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAEXAMPLE` +
  `&X-Amz-Security-Token=${encodeURIComponent(secrets.token)}&X-Amz-Signature=${secrets.signature}`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${secrets.key}\n-----END RSA PRIVATE KEY-----`;
const texts = [
  `curl -T - '${address}'`,
  `export AWS_SESSION_TOKEN=${secrets.token}`,
  `token "${secrets.olderToken}"`,
  `x <<EOF\n${pem}\nEOF`,
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${secrets.key}`,
  `https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAEXAMPLE&Signature=${secrets.signature}&Expires=1`,
];
/** As AWS answers: secrets in members that say so, and in texts that do not. */
const loaded = {
  $metadata: { requestId: 'r-1', httpStatusCode: 200 },
  Credentials: { AccessKeyId: 'ASIAEXAMPLE', SecretAccessKey: secrets.secretKey, SessionToken: secrets.token },
  PasswordData: secrets.password,
  LoginProfile: [{ Password: secrets.password }],
  KeyMaterial: pem,
  UserData: { Value: secrets.userData },
  Options: { PreSharedKey: secrets.password, Text: texts },
  Bytes: Buffer.from(secrets.key),
  nested: { Comment: texts.join(' '), NetworkInterfaceId: texts[0] },
};

const folder = mkdtempSync(join(tmpdir(), 'firebreak-redaction-'));
const path = join(folder, 'ledger.db');
let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger({ path, keyPath: join(folder, 'ledger.key') });
});
afterAll(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that is on disk, and what an export prints: none of it may hold a secret. */
const stored = async (): Promise<string> => {
  const files = readdirSync(folder).filter((name) => name.startsWith('ledger.db'));
  expect(files).toContain('ledger.db-wal');
  const reader = openSqliteReader(path);
  const exported = await text(exportJsonl(reader, 'case-1'));
  await reader.close();
  return files.map((name) => readFileSync(join(folder, name), 'latin1')).join('') + exported;
};
const leaked = (text: string): readonly string[] =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    // Part of one is too much, and each line end may have been escaped.
    [secret.slice(0, 24), secret.slice(-24), encodeURIComponent(secret).slice(-24)].some((part) => text.includes(part))
      ? [name]
      : [],
  );

const attempt = { case: 'case-1', run: 'run-1', step: 'step-1', attempt: 1, stillMine: () => undefined };
const answers = new KeptAnswers();
const authority = { root: hashOf('root'), document: hashOf('document') };
// Whether a call may be made is asked elsewhere: here every one is.
const recorder = () =>
  ({
    ledger,
    actor: 'worker',
    authority: { authorize: async () => ({ step: {} }) },
    protection: { check: async () => undefined },
  }) as unknown as Recorder;
const call = async (operation: string, input: object, answer: () => Promise<object>): Promise<unknown> => {
  const middleware = ledgerMiddleware(
    recorder(),
    { ...attempt, authority, answers } as never,
    'ec2',
    () => `call-${operation}`,
  );
  const handler = middleware(async () => ({ output: await answer(), response: null }), {
    commandName: `${operation}Command`,
  });
  return handler({ input }).catch((error: unknown) => error);
};
const awsError = () =>
  Object.assign(new Error(`denied: ${texts.join(' ')}`), {
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403, requestId: 'r-2' },
  });

describe('what lets somebody act is in no file of the ledger and in no export', () => {
  it('after calls whose inputs, answers and errors are full of it', async () => {
    const inputs = [loaded, { NetworkInterfaceId: address }, { Filters: [{ Name: 'x', Values: texts }] }];
    for (const [at, input] of inputs.entries()) {
      await call(`DescribeN${at}`, input, async () => loaded);
      await call(`DescribeN${at}`, input, () => Promise.reject(awsError()));
      await call(`ModifyN${at}`, input, async () => loaded);
      await call(`DeleteN${at}`, input, () => Promise.reject(awsError()));
    }
    const kinds = (await ledger.entries('case-1')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'intent')).toHaveLength(6);
    expect(kinds.filter((kind) => kind === 'call')).toHaveLength(12);
    expect(leaked(await stored())).toEqual([]);
  });

  it('after what AWS answered was kept with a plan', async () => {
    const list = (await ledger.getDocument(await answers.store(ledger))) as unknown as PlanAnswers;
    const kept = await Promise.all(list.answers.map(({ answer }) => ledger.getDocument(answer)));
    // Equal ones are one.
    expect(new Set(list.answers.map(({ answer }) => answer)).size).toBe(2);
    expect(kept.slice(0, 2)).toMatchObject([
      { output: { Credentials: { AccessKeyId: 'ASIAEXAMPLE' } } },
      { error: { code: 'AccessDenied', message: expect.stringContaining('X-Amz-Credential=ASIAEXAMPLE') } },
    ]);
    expect(leaked(await stored())).toEqual([]);
  });

  it('after failed steps, and after outputs and documents made of answers', async () => {
    const { message } = translate(awsError(), 'ec2:RunInstances', 'i-1');
    const error = { code: 'AccessDenied', message, hint: null };
    const where = { run: 'run-1', step: 'step-1', attempt: 1 };
    await ledger.append('case-1', 'worker', 'outcome', { ...where, state: 'failed', error });
    await ledger.append('case-1', 'worker', 'outcome', { ...where, state: 'applied', output: recordable(loaded) });
    await ledger.putDocument({ calls: [recordable(loaded)] } as Json);
    expect(message).toContain('X-Amz-Credential=ASIAEXAMPLE');
    expect(leaked(await stored())).toEqual([]);
  });

  it('after a decision that AWS vouches for, in good form and in bad', async () => {
    const document = decision('ir-lead', hashOf('root'));
    const aws = {
      region: 'eu-west-1',
      date: '20261122T000000Z',
      accessKeyId: 'ASIAEXAMPLE0000000',
      sessionToken: secrets.token,
      signature: secrets.signature,
    };
    const refusal = {
      run: 'run-1',
      gate: 'g',
      operator: 'ir-lead',
      proven: false,
      code: 'malformed',
      plan: null,
    } as const;
    const signed = readSigned({ document, aws });
    if ('problem' in signed) throw new Error(signed.problem);
    const reason = 'it is not so';
    await ledger.append('case-1', 'worker', 'refusal', { ...refusal, reason, signed: recordableProof(signed, null) });
    const spoilt = [
      { sessionToken: `${secrets.token} ` },
      { signature: `${secrets.signature}0` },
      { token: secrets.token },
    ];
    for (const part of spoilt) {
      const read = readSigned({ document, aws: { ...aws, ...part } });
      const problem = 'problem' in read ? read.problem : '';
      expect(problem).toMatch(/malformed/);
      await ledger.append('case-1', 'worker', 'refusal', { ...refusal, reason: problem, signed: null });
    }
    expect(leaked(await stored())).toEqual([]);
  });

  it('though the search would find it', async () => {
    await ledger.append('case-2', 'worker', 'note', { run: 'run-2', text: Object.values(secrets).join(' ') });
    expect(leaked(await stored())).toEqual(Object.keys(secrets));
  });
});

describe('a member that AWS marks as sensitive', () => {
  // Marked for another reason than that it lets somebody act. Why each is recorded is said beside it.
  const recorded: Readonly<Record<string, readonly string[]>> = {
    'addresses and people, which an incident is about': [
      'ec2:Description',
      'guardduty:Comments',
      'guardduty:Email',
      'guardduty:Indicator',
      'guardduty:IpAddressV4',
      'guardduty:IpAddressV6',
      'guardduty:PrivateIpAddress',
      'guardduty:Value',
      'ssm:Description',
      'ssm:IPAddress',
      'ssm:IpAddress',
      'ssm:OwnerInformation',
    ],
    'names of keys, and public halves': [
      'ec2:KeyValue',
      'kms:AccessKeyId',
      'kms:PublicKey',
      's3:KMSKeyArn',
      's3:KMSKeyId',
      's3:KMSMasterKeyID',
      's3:KeyId',
      's3:SSEKMSEncryptionContext',
      's3:SSEKMSKeyId',
    ],
    'of which the secret members are left out': ['ec2:LaunchSpecification', 'ec2:TunnelOptions'],
    'what was run on a host: without it a record of a command is none': [
      'ssm:Configuration',
      'ssm:Input',
      'ssm:Parameters',
      'ssm:Payload',
      'ssm:TaskParameters',
      'ssm:Values',
    ],
    'too common a name: no planned call has the operation': ['ec2:Url', 'ec2:Value', 'kms:Message', 'ssm:Value'],
  };
  const allowed = Object.values(recorded).flat();
  const members = sensitiveMembers();

  it('is known for every service that is called', () => {
    expect(members).toEqual(expect.arrayContaining(['iam:SecretAccessKey', 'kms:Plaintext', 'ec2:KeyMaterial']));
    expect(members.length).toBeGreaterThan(50);
  });

  it('is not recorded, or there is a reason to', () => {
    const isKept = (name: string): boolean => JSON.stringify(recordable({ [name]: 's3cr3t' })).includes('s3cr3t');
    expect(members.filter((member) => isKept(member.split(':')[1] ?? ''))).toEqual([...allowed].sort());
  });
});
