import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../worker/config.js';
import { ed25519Key } from '../ledger/fixtures/software-keys.js';

const names = [
  'FIREBREAK_CONFIG',
  'FIREBREAK_HOME',
  'FIREBREAK_TEMPORAL_ADDRESS',
  'FIREBREAK_AS',
  'AWS_REGION',
] as const;

describe('the configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-config-'));
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  beforeEach(() => {
    for (const name of names) delete process.env[name];
    process.env['FIREBREAK_HOME'] = join(folder, 'home');
  });
  afterEach(() => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const written = (text: string): string => {
    const file = join(folder, 'firebreak.yaml');
    writeFileSync(file, text);
    return file;
  };
  const rules = (text: string): string => `${ledger}\npolicy: { rules: [${text}] }`;
  const temporal = (text: string): string => `${ledger}\ntemporal: { ${text} }`;
  const operators = (text: string): string => `${ledger}\noperators: [${text}]`;
  const key = ed25519Key().line;
  const role = 'arn:aws:iam::111122223333:role/ir';
  const ledger = 'ledger: { path: state/ledger.db, key: /keys/signing.key }';

  it('is made of defaults where a file says nothing, and says where each setting came from', () => {
    const file = written(ledger);
    expect(loadConfig(file)).toMatchObject({
      mode: 'production',
      temporal: { address: '127.0.0.1:7233', namespace: 'default', taskQueue: 'firebreak' },
      policy: { rules: [{ need: [{ count: 1, roles: ['ir-lead'] }], denial: 'ends', expiresAfter: 14_400 }] },
      origins: { ledger: file, temporal: 'default', policy: 'default' },
      file,
    });
  });

  it('takes rules in words, and keeps them as data', () => {
    const file = written(`${ledger}
policy:
  name: ours
  rules:
    - name: cannot be put back
      when: { effect: change, reversible: false, severity: [P1, P2] }
      need: [2 of ir-lead, 1 of service-owner or ciso]
      proofs: ssh-sk
      denial: outweighed
      expiresAfter: 90m
    - { name: everything else, need: 1 of ir-lead }`);
    expect(loadConfig(file).policy).toEqual({
      name: 'ours',
      environmentTag: 'environment',
      rules: [
        {
          name: 'cannot be put back',
          when: { effect: ['change'], reversible: false, severity: ['P1', 'P2'] },
          need: [
            { count: 2, roles: ['ir-lead'] },
            { count: 1, roles: ['service-owner', 'ciso'] },
          ],
          proofs: ['ssh-sk'],
          denial: 'outweighed',
          expiresAfter: 5_400,
          escalate: [],
          standing: null,
        },
        {
          name: 'everything else',
          when: {},
          need: [{ count: 1, roles: ['ir-lead'] }],
          proofs: ['ssh', 'ssh-sk'],
          denial: 'ends',
          expiresAfter: 14_400,
          escalate: [],
          standing: null,
        },
      ],
    });
  });

  it('takes operators with keys, with principals, and one person under two names with the same principal', () => {
    const file = written(
      operators(`{ name: a, person: ada, roles: [r], keys: ['valid-before="20300101Z" ${key}'] },
        { name: b, person: bob, roles: [r], principals: ['${role}'] },
        { name: b-laptop, person: bob, roles: [r], principals: ['${role}'] }`),
    );
    expect(loadConfig(file).operators).toMatchObject([
      { keys: [expect.stringMatching(/^valid-before/)], principals: [] },
      { keys: [], principals: [role] },
      {},
    ]);
  });

  it('takes paths from where its file is, and leaves absolute ones alone', () => {
    const file = written(
      `${ledger}\noperators: [{ name: a, person: a, roles: [r], keys: ['${key}'], signsWith: keys/a }]`,
    );
    const { ledger: at, operators } = loadConfig(file);
    expect(at).toEqual({ path: join(folder, 'state/ledger.db'), key: '/keys/signing.key', kms: null, sealEvery: 300 });
    expect(operators[0]?.signsWith).toBe(join(folder, 'keys/a'));
    const tls = 'tls: { caFile: /etc/ca.pem, certFile: a.pem, keyFile: keys/a.key }';
    expect(loadConfig(written(temporal(`${tls}, apiKeyFile: api.key`))).temporal).toMatchObject({
      tls: { caFile: '/etc/ca.pem', certFile: join(folder, 'a.pem'), keyFile: join(folder, 'keys/a.key') },
      apiKeyFile: join(folder, 'api.key'),
    });
  });

  it('is overruled by the environment, one setting at a time', () => {
    const file = written(`${ledger}\ntemporal: { address: 'file:1', namespace: ours }\naws: { region: us-east-1 }`);
    process.env['FIREBREAK_TEMPORAL_ADDRESS'] = 'environment:2';
    process.env['AWS_REGION'] = 'eu-north-1';
    expect(loadConfig(file)).toMatchObject({
      temporal: { address: 'environment:2', namespace: 'ours' },
      aws: { region: 'eu-north-1' },
      origins: { temporal: 'environment', aws: 'environment' },
    });
  });

  it('has a role that does the work, or none, and shows an external id only to a role', () => {
    const aws = (text: string) => loadConfig(written(`${ledger}\naws: { ${text} }`)).aws;
    expect(aws(`roleArn: '${role}', externalId: an-external-id`)).toEqual({
      region: 'eu-west-1',
      roleArn: role,
      externalId: 'an-external-id',
    });
    expect(aws('region: eu-west-1')).toEqual({ region: 'eu-west-1' });
    expect(() => aws('externalId: an-external-id')).toThrow('say roleArn too');
    expect(() => aws("roleArn: 'arn:aws:iam::111122223333:user/ir'")).toThrow(ConfigError);
  });

  it('is looked for where FIREBREAK_CONFIG says', () => {
    process.env['FIREBREAK_CONFIG'] = written(`${ledger}\nmode: sandbox`);
    expect(loadConfig()).toMatchObject({ mode: 'sandbox', file: join(folder, 'firebreak.yaml') });
  });

  it('names a ledger in PostgreSQL by its address, and what only reads by another one, if there is one', () => {
    const place = (settings: string) => loadConfig(written(`ledger: { ${settings}, key: signing.key }`)).ledger;
    const key = join(folder, 'signing.key');
    const url = 'postgres://writer@db.example.com/firebreak?sslmode=verify-full';
    expect(place(`url: '${url}'`)).toEqual({ url, readUrl: url, key, kms: null, sealEvery: 300 });
    const readUrl = 'postgresql://reader@db.example.com/firebreak';
    expect(place(`url: '${url}', readUrl: '${readUrl}'`)).toEqual({ url, readUrl, key, kms: null, sealEvery: 300 });
  });

  it('names a key of AWS KMS by its ARN, and where its public half is pinned', () => {
    const kms = 'arn:aws:kms:eu-west-1:444455556666:key/12345678-1234-1234-1234-123456789012';
    const file = written(JSON.stringify({ ledger: { path: 'a.db', key: { kms, publicKey: 'keys/ledger.pub' } } }));
    expect(loadConfig(file).ledger).toMatchObject({ key: join(folder, 'keys', 'ledger'), kms: { keyArn: kms } });
  });

  it.each([
    [
      'a key of AWS KMS by its alias',
      "ledger: { path: a, key: { kms: 'alias/x', publicKey: b.pub } }",
      /ARN of a KMS key/,
    ],
    ['a ledger in two places', "ledger: { path: a, url: 'postgres://h/d', key: b }", /either path, or url/],
    ['a ledger in no place', 'ledger: { key: b }', /either path, or url/],
    ['a ledger that is only read', "ledger: { readUrl: 'postgres://h/d', key: b }", /either path, or url/],
    ['a ledger in another database', "ledger: { url: 'mysql://h/d', key: b }", /ledger\.url/],
    [
      'a password where it would be shown',
      "ledger: { url: 'postgres://h/d?password=hunter2', key: b }",
      /must have its password before the @, or none(?![^]*hunter2)/,
    ],
    ['a setting that there is not', `${ledger}\npolcy: { name: ours }`, /polcy/],
    ['a seal every second', 'ledger: { path: a, key: b, sealEvery: 1s }', /between 60s and 30d/],
    ['a member of a setting that there is not', `${ledger}\npolicy: { ruels: [] }`, /ruels/],
    [
      'a rule that asks for nobody',
      rules('{ name: a, need: 0 of ir-lead }'),
      /2 of ir-lead[^]*policy\.rules\[0\]\.need/,
    ],
    [
      'a rule that no step can reach',
      rules('{ name: a, need: 1 of x }, { name: b, need: 1 of x }'),
      /must be the last/,
    ],
    [
      'a task queue that no worker deployment can be called by',
      `${ledger}\ntemporal: { taskQueue: ir.prod }`,
      /taskQueue/,
    ],
    ['a client certificate without its key', temporal('tls: { certFile: a.pem }'), /both certFile and keyFile/],
    ['an API key that would cross the network in the clear', temporal('apiKeyFile: api.key'), /add tls/],
    ['two API keys', temporal('tls: {}, apiKeyFile: api.key, apiKeyVariable: KEY'), /apiKeyFile or apiKeyVariable/],
    ['an API key itself', temporal('tls: {}, apiKeyVariable: eyJhbGciOi.J9'), /not its value/],
    ['an API key that stands in the file', temporal('tls: {}, apiKey: secret'), /apiKey/],
    ['no rule for everything else', rules('{ name: a, when: { severity: P1 }, need: 1 of x }'), /must fit everything/],
    [
      'two rules of one name',
      rules('{ name: a, when: { severity: P1 }, need: 1 of x }, { name: a, need: 1 of x }'),
      /already/,
    ],
    ['a condition that there is not', rules('{ name: a, when: { team: red }, need: 1 of x }'), /team/],
    ['a time that is none', rules('{ name: a, need: 1 of x, expiresAfter: soon }'), /30m/],
    [
      'a severity that there is not',
      rules('{ name: a, when: { severity: P9 }, need: 1 of x }'),
      /rules\[0\]\.when\.severity/,
    ],
    [
      'an operator whom nothing proves',
      operators('{ name: a, person: a, roles: [r] }'),
      /needs keys, principals, or both/,
    ],
    ['a key that is none', operators('{ name: a, person: a, roles: [r], keys: [k] }'), /operators\[0\]\.keys\[0\]/],
    [
      'an option of a key that there is not',
      operators(`{ name: a, person: a, roles: [r], keys: ['no-pty ${key}'] }`),
      /unknown key option/,
    ],
    [
      'a pattern in the place of a principal',
      operators(`{ name: a, person: a, roles: [r], principals: ['arn:aws:iam::111122223333:role/*'] }`),
      /the ARN of one user or role/,
    ],
    [
      'a key that two people can use, whatever its options',
      operators(`{ name: a, person: ada, roles: [r], keys: ['${key}'] },
        { name: b, person: bob, roles: [r], keys: ['valid-after="20260101Z" ${key} of-bob'] }`),
      /SHA256:.* is ada already/,
    ],
    [
      'a role that two people can use, with and without its path',
      operators(`{ name: a, person: ada, roles: [r], principals: ['${role}'] },
        { name: b, person: bob, roles: [r], principals: ['${role.replace('role/', 'role/on-call/')}'] }`),
      /is ada already/,
    ],
    ['text that is no YAML', 'ledger: [', /not valid YAML/],
  ])('is refused, naming the file and the problem, with %s', (_what, text, problem) => {
    const file = written(text);
    const load = (): unknown => loadConfig(file);
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(file);
    expect(load).toThrow(problem);
  });

  it('is refused when the file that was named is not there', () => {
    expect(() => loadConfig(join(folder, 'nowhere.yaml'))).toThrow(/There is no configuration file .*nowhere\.yaml/);
  });
});
