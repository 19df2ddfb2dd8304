import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Command, Invocation } from '../../cli/command.js';
import { commands } from '../../cli/commands.js';
import type { CliError } from '../../cli/errors.js';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import { ed25519Key } from '../ledger/fixtures/software-keys.js';
import { somebody } from '../ledger/fixtures/people.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';
import { caseId, Chronicle } from '../ledger-view/case/chronicle.js';

// What is settled before Temporal is asked, on a ledger of the real writer: nothing listens where Temporal should be.
const folder = temporaryFolder();
const ada = somebody('ada');
const config = join(folder, 'firebreak.yaml');

beforeAll(async () => {
  writeFileSync(join(folder, 'ada'), ada.privateKey, { mode: 0o600 });
  const operators = [
    { name: 'ada', person: 'ada', roles: ['ir-lead'], keys: ada.keys, signsWith: 'ada' },
    { name: 'grace', person: 'grace', roles: ['ir-lead'], keys: [ed25519Key().line] },
  ];
  const ledger = { path: 'ledger.db', key: 'ledger.key' };
  writeFileSync(config, JSON.stringify({ ledger, temporal: { address: '127.0.0.1:1' }, operators }));
  const written = await openLedger({ path: join(folder, 'ledger.db'), keyPath: join(folder, 'ledger.key') });
  // A case that was opened as P1.
  for (const { kind, body } of new Chronicle().opened(0).entries) await written.append(caseId, 'worker', kind, body);
  await written.close();
});

type Given = Readonly<Record<string, string | readonly string[]>>;
type Told = { readonly progress: readonly string[]; readonly error: CliError | null };

const typed = async (positionals: readonly string[], given: Given = {}): Promise<Told> => {
  const progress: string[] = [];
  const texts: Given = { config, as: 'ada', ...given };
  const invocation = {
    positionals: positionals.slice(1),
    flag: () => false,
    text: (name: string) => (typeof texts[name] === 'string' ? texts[name] : undefined),
    texts: (name: string) => texts[name] ?? [],
    out: { result: () => undefined, progress: (text: string) => progress.push(text) },
    interactive: false,
  } as unknown as Invocation;
  const command = commands.find(({ name }: Command) => name === positionals[0]);
  const { run } = (await command?.load()) ?? { run: () => Promise.reject(new Error('no such command')) };
  const error = await run(invocation).then(
    () => null,
    (problem: CliError) => problem,
  );
  return { progress, error };
};

let number = 0;
/** What is to be signed, as it is written for another machine. */
const drafted = async (positionals: readonly string[], given: Given = {}): Promise<unknown> => {
  const file = join(folder, `draft-${++number}.json`);
  const { error } = await typed(positionals, { ...given, export: file });
  if (error) throw error;
  return JSON.parse(readFileSync(file, 'utf8'));
};

describe('run --case', () => {
  const asked = ['run', 'contain-instance'];
  const set = ['instanceId=i-0abc1234def567890'];

  it('takes no case that is not there: a mistyped one would be a case that nobody looks for', async () => {
    await expect(drafted(asked, { set, case: 'case-00000000' })).rejects.toMatchObject({
      exitCode: 4,
      code: 'no-case',
      hint: expect.stringMatching(/case list.*firebreak case open case-00000000 --title/),
    });
    expect(await drafted(asked, { set })).toMatchObject({ case: expect.stringMatching(/^case-[0-9a-f]{8}$/) });
  });

  it('is as urgent as the case, unless it is said otherwise; a new one is P2', async () => {
    expect(await drafted(asked, { set, case: caseId })).toMatchObject({ case: caseId, severity: 'P1' });
    expect(await drafted(asked, { set, case: caseId, severity: 'P3' })).toMatchObject({ severity: 'P3' });
    expect(await drafted(asked, { set })).toMatchObject({ severity: 'P2' });
  });
});

describe('a word that would be refused for its shape', () => {
  const refused = async (positionals: readonly string[], given: Given): Promise<readonly unknown[]> => {
    const { error, progress } = await typed(positionals, given);
    expect(progress).toEqual([]);
    return [error?.exitCode, error?.message];
  };

  it('is wrong use, said in plain words before anything is sent', async () => {
    const note = ['case', 'note', caseId];
    const close = ['case', 'close', caseId];
    expect(await refused(note, { text: 'rings\u0007' })).toEqual([
      2,
      '--text has a character in it that nobody sees: U+0007.',
    ]);
    expect(await refused(note, { text: 'x'.repeat(4001) })).toEqual([
      2,
      '--text has 4001 characters: at most 4000 are taken.',
    ]);
    expect(await refused(close, { reason: 'one\ntwo' })).toEqual([
      2,
      '--reason has a character in it that nobody sees: a line break.',
    ]);
    expect(await refused(['case', 'open'], { title: 't'.repeat(201) })).toEqual([
      2,
      '--title has 201 characters: at most 200 are taken.',
    ]);
  });

  it('is not written for another machine either', async () => {
    await expect(drafted(['case', 'note', caseId], { text: 'a\u202eb' })).rejects.toMatchObject({ exitCode: 2 });
  });

  it('is no note of several lines', async () => {
    expect(await drafted(['case', 'note', caseId], { text: 'called:\n- the customer\n- the bank' })).toMatchObject({
      word: { event: 'noted', text: 'called:\n- the customer\n- the bank' },
    });
  });
});

describe('case', () => {
  it('severity says that it needs a level, and which there are', async () => {
    expect((await typed(['case', 'severity', caseId], { reason: 'worse' })).error).toMatchObject({
      exitCode: 2,
      message: 'firebreak case severity needs a level: P1, P2, P3, P4.',
    });
  });

  it('says what it waits for when Temporal does not answer at once', async () => {
    const { error, progress } = await typed(['case', 'note', caseId], { text: 'the customer knows' });
    expect(progress).toEqual(['asking Temporal at 127.0.0.1:1 …']);
    expect(error).toMatchObject({ exitCode: 5 });
  });
});
