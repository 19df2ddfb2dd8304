import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { hashOf } from '../../ledger/canonical.js';
import { exportJsonl } from '../../ledger/export.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../ledger/sqlite/reader.js';
import { decision, signedBy, somebody } from '../ledger/fixtures/people.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';
import { blocksBelow, consoleBlock } from './code-blocks.js';

// What the pages say can be checked with other people's tools is run as it stands there, on a ledger of the real writer.

const folder = temporaryFolder();
const lead = somebody('ir-lead');

beforeAll(async () => {
  const tools = ['python3', 'jq', 'openssl', 'xxd', 'base64', 'ssh-keygen', 'bash'];
  const missing = tools.filter((tool) => spawnSync('which', [tool]).status !== 0);
  if (missing.length > 0)
    throw new Error(`${missing.join(', ')}: not on this machine. Install them: the commands in docs/ cannot be tried.`);
  const path = join(folder, 'ledger.db');
  const ledger = await openLedger({ path, keyPath: join(folder, 'ledger.key') });
  const plan = hashOf('a plan');
  const signed = signedBy(lead, decision('ir-lead', plan, { reason: 'read it: “web-3”, 東京' }));
  await ledger.append('case-1', 'worker', 'note', {
    run: 'run-1',
    text: 'C:\\tmp, “quoted”, 東京 🔥, tab\there\u2028',
  });
  await ledger.append('case-1', 'worker', 'approval', {
    run: 'run-1',
    gate: 'gate-1',
    operator: 'ir-lead',
    person: lead.person,
    decision: 'approve',
    plan,
    step: null,
    reason: signed.document.reason,
    roles: ['ir-lead'],
    proof: 'ssh',
    signed,
  });
  await ledger.append('case-1', 'worker', 'note', { run: 'run-1', text: 'the last one' });
  const reader = openSqliteReader(path);
  writeFileSync(join(folder, 'case.jsonl'), await text(exportJsonl(reader, 'case-1')));
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(ledger.keys));
  await reader.close();
  await ledger.close();
});

const bash = (script: string): string =>
  execFileSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
const altered = (script: string): string => script.replace('case.jsonl', 'altered.jsonl');
const alter = (from: string, to: string): void =>
  writeFileSync(join(folder, 'altered.jsonl'), bash('cat case.jsonl').replace(from, to));

describe('docs/audit.md', () => {
  test('its Python recomputes the chain, and stops at an entry that was edited', () => {
    const [program = ''] = blocksBelow('audit.md', '## Hash and signature', 'python');
    const python = (code: string) => spawnSync('python3', ['-c', code], { cwd: folder, encoding: 'utf8' });
    const last = JSON.parse(bash('tail -1 case.jsonl')) as { hash: string };
    expect(python(program)).toMatchObject({ status: 0, stdout: `chain ok 3 ${last.hash}\n` });
    alter('"approve"', '"deny"');
    expect(python(altered(program))).toMatchObject({ status: 1, stderr: expect.stringMatching(/AssertionError: 2\n/) });
  });

  test('jq and OpenSSL verify the signature of an entry, and no other one', () => {
    const [block = ''] = blocksBelow('audit.md', '## Hash and signature', 'console');
    const { script, prints } = consoleBlock(block);
    expect(bash(script)).toBe(prints);
    const last = JSON.parse(bash('tail -1 case.jsonl')) as { hash: string };
    alter(last.hash, `${last.hash.slice(0, -1)}${last.hash.endsWith('0') ? '1' : '0'}`);
    expect(() => bash(altered(script))).toThrow('Command failed');
  });
});

describe('docs/approvals.md', () => {
  test('jq and ssh-keygen verify the signature of a decision, and no other one', () => {
    const [block = ''] = blocksBelow('approvals.md', '## Verify a decision by hand', 'console');
    const { script, prints } = consoleBlock(block);
    const [type = '', key = ''] = lead.keys[0]?.split(' ') ?? [];
    const command = script.replace('ssh-ed25519 AAAA…', `${type} ${key}`);
    expect(command).toContain(key);
    const fingerprint = /SHA256:\S+/;
    expect(bash(command).replace(fingerprint, '')).toBe(prints.replace(fingerprint, ''));
    alter('"decision":"approve","kind"', '"decision":"deny","kind"');
    expect(() => bash(altered(command))).toThrow('Command failed');
  });
});
