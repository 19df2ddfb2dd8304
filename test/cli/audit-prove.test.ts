import { beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Invocation } from '../../cli/command.js';
import { run } from '../../cli/commands/audit.js';
import { openLedger, openReader } from '../../ledger/open.js';
import { rotateFileKey } from '../../ledger/rotation/rotate-file-key.js';
import { caseInUrl } from '../../ledger/seals/checkpoint.js';
import { entryProof } from '../../ledger/seals/proof.js';
import { nameOf } from '../../ledger/seals/seal.js';
import { Sealing } from '../../worker/sealing.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import { keyIn, notes, textOf, type TestKey } from '../ledger/fixtures/chain.js';
import { checkpointOf, rootOf } from '../ledger/fixtures/sealed.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';

const folder = temporaryFolder();
const [path, keyPath] = [join(folder, 'ledger.db'), join(folder, 'signing.key')];
const place = { path };

const audit = async (positionals: readonly string[], given: Readonly<Record<string, string>> = {}) => {
  let told: { readonly result: unknown; readonly text: string } = { result: null, text: '' };
  const texts: Readonly<Record<string, string>> = { config: 'firebreak.yaml', ...given };
  const code = await run({
    positionals,
    flag: () => false,
    text: (name) => (texts[name] === undefined ? undefined : join(folder, texts[name])),
    texts: () => [],
    interactive: false,
    out: {
      result: (result: unknown, text: () => string) => (told = { result, text: text() }),
      progress: () => undefined,
    } as unknown as Invocation['out'],
  });
  return { code, ...told };
};

/** A worker that starts, seals what is due, and looks once more. */
const seal = async (): Promise<readonly string[]> => {
  const [ledger, reader] = [await openLedger(place, { keyPath }), await openReader(place)];
  const said: string[] = [];
  const parts = { ledger, reader, key: keyIn(keyPath), actor: 'worker', vault: null, every: 0 };
  const sealing = new Sealing({ ...parts, say: (text) => said.push(text) });
  await sealing.look();
  await sealing.look();
  await reader.close();
  await ledger.close();
  return said;
};
const sealsOf = async (caseId: string): Promise<readonly unknown[]> => {
  const reader = await openReader(place);
  const seals = await reader.entries(caseId, { kinds: ['seal'] });
  await reader.close();
  return seals.map(({ key, body }) => ({ key, size: 'size' in body ? body.size : null }));
};
const keepSeal = (where: string, lines: readonly string[]): void => {
  const at = join(folder, where, caseInUrl('case-1'));
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, nameOf({ size: lines.length, root: rootOf(lines) })), checkpointOf(old, lines));
};
const verify = (proof: string, given: Readonly<Record<string, string>> = {}) =>
  audit(['verify'], { proof, keys: 'keys.json', ...given });

let old: TestKey;
let lines: readonly string[];
let forged: readonly string[];
let refused: unknown;
beforeAll(async () => {
  writeFileSync(join(folder, 'firebreak.yaml'), 'ledger: { path: ledger.db, key: signing.key }');
  const ledger = await openLedger(place, { keyPath });
  for (let at = 1; at <= 4; at += 1) await ledger.append('case-1', 'worker', 'note', { run: 'run-1', text: `${at}` });
  await ledger.close();
  old = keyIn(keyPath);
  expect(await seal()).toEqual([]);
  writeFileSync(join(folder, 'before.tlog-proof'), `${(await audit(['prove', 'case-1', '2'])).text}\n`);
  const reader = await openReader(place);
  lines = await reader.texts('case-1', 0, 4);
  await reader.close();
  // As somebody makes it who finds the old key in a backup: no longer than the case was.
  forged = notes(old, 4).map(textOf);
  const note = { size: 4, note: checkpointOf(old, forged) };
  writeFileSync(join(folder, 'forged.tlog-proof'), await entryProof(forged, note, 2));
  await rotateFileKey({ place, keyPath, actor: 'lead' });
  writeFileSync(join(folder, 'keys.json'), readFileSync(`${keyPath}.pub`));
  refused = await audit(['prove', 'case-1', '2']).catch((error: unknown) => error);
  expect(await seal()).toEqual([]);
});

describe('after a key was retired', () => {
  it.each(['forged', 'before'])('a proof under its checkpoint proves nothing: %s', async (name) => {
    const { code, text, result } = await verify(`${name}.tlog-proof`);
    expect(code).toBe(6);
    expect(result).toEqual({
      ok: false,
      reason: expect.stringMatching(/^retired key: .* no seal has this checkpoint$/),
    });
    expect(text).toMatch(/^PROOF DOES NOT HOLD: [^]*firebreak audit prove CASE SEQ[^]*--seals/);
  });

  it('such a proof counts where the seal is kept that it is under, and no invented one does', async () => {
    keepSeal('seals', lines);
    const { code, text } = await verify('before.tlog-proof', { seals: 'seals' });
    expect(code).toBe(0);
    expect(text).toMatch(
      /^proven: entry 2 of case-1 [^]*\nthe key of this checkpoint is retired: .*\.checkpoint is the same$/,
    );
    expect(await verify('forged.tlog-proof', { seals: 'seals' })).toMatchObject({
      code: 6,
      result: { ok: false, reason: expect.stringMatching(/^fork: .* seals another history/) },
    });
    // Whoever may write to the vault, too, has put theirs beside it.
    keepSeal('both', lines);
    keepSeal('both', forged);
    for (const proof of ['before.tlog-proof', 'forged.tlog-proof'])
      expect(await verify(proof, { seals: 'both' })).toMatchObject({ code: 6 });
  });

  it('each case is sealed again with the new one, also at rest, and once', async () => {
    const { id } = keyIn(keyPath);
    expect(refused).toMatchObject({
      code: 'not-sealed',
      message: expect.stringMatching(/the newest is by .* retired/),
    });
    expect(await sealsOf('case-1')).toEqual([
      { key: old.id, size: 4 },
      { key: id, size: 5 },
    ]);
    expect(await sealsOf(deploymentChain)).toEqual([{ key: id, size: 2 }]);
    const { text } = await audit(['prove', 'case-1', '2']);
    writeFileSync(join(folder, 'after.tlog-proof'), `${text}\n`);
    expect(await verify('after.tlog-proof')).toMatchObject({
      code: 0,
      result: { ok: true, seq: 2, size: 5, seal: null },
    });
    expect(await audit(['verify'])).toMatchObject({ code: 0, result: { ok: true, seals: 3 } });
  });
});
