import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../worker/config.js';

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
  const ledger = 'ledger: { path: state/ledger.db, key: /keys/signing.key }';

  it('is made of defaults where a file says nothing, and says where each setting came from', () => {
    const file = written(ledger);
    expect(loadConfig(file)).toMatchObject({
      mode: 'production',
      temporal: { address: '127.0.0.1:7233', namespace: 'default', taskQueue: 'firebreak' },
      policy: { quorum: 1, roles: ['ir-lead'] },
      origins: { ledger: file, temporal: 'default', policy: 'default' },
      file,
    });
  });

  it('takes paths from where its file is, and leaves absolute ones alone', () => {
    const file = written(`${ledger}\noperators: [{ name: a, person: a, roles: [r], keys: [k], signsWith: keys/a }]`);
    const { ledger: at, operators } = loadConfig(file);
    expect(at).toEqual({ path: join(folder, 'state/ledger.db'), key: '/keys/signing.key' });
    expect(operators[0]?.signsWith).toBe(join(folder, 'keys/a'));
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

  it('is looked for where FIREBREAK_CONFIG says', () => {
    process.env['FIREBREAK_CONFIG'] = written(`${ledger}\nmode: sandbox`);
    expect(loadConfig()).toMatchObject({ mode: 'sandbox', file: join(folder, 'firebreak.yaml') });
  });

  it.each([
    ['a setting that there is not', `${ledger}\npolcy: { quorum: 2 }`, /polcy/],
    ['a member of a setting that there is not', `${ledger}\npolicy: { quorom: 2 }`, /quorom/],
    ['a quorum of nobody', `${ledger}\npolicy: { quorum: 0 }`, /quorum/],
    ['an operator without a key', `${ledger}\noperators: [{ name: a, person: a, roles: [r], keys: [] }]`, /keys/],
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
