import { beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Invocation } from '../../cli/command.js';
import { run } from '../../cli/commands/audit.js';
import { openLedger } from '../../ledger/open.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import { keyIn } from '../ledger/fixtures/chain.js';
import { temporaryFolder } from '../ledger/fixtures/temporary.js';

const root = temporaryFolder();
let folder: string;

type Told = { readonly code: number; readonly result: unknown; readonly text: string };

const audit = async (positionals: readonly string[], given: Readonly<Record<string, string>> = {}): Promise<Told> => {
  let told: Omit<Told, 'code'> = { result: null, text: '' };
  const texts: Readonly<Record<string, string>> = { config: join(folder, 'firebreak.yaml'), ...given };
  const code = await run({
    positionals,
    flag: () => false,
    text: (name) => texts[name],
    texts: () => [],
    interactive: false,
    out: {
      result: (result: unknown, text: () => string) => (told = { result, text: text() }),
      progress: () => undefined,
    } as unknown as Invocation['out'],
  });
  return { code, ...told };
};

const append = async (): Promise<void> => {
  const ledger = await openLedger({ path: join(folder, 'ledger.db') }, { keyPath: join(folder, 'signing.key') });
  await ledger.append('case-1', 'worker', 'note', { run: 'run-1', text: 'a note' });
  await ledger.close();
};

beforeEach(() => {
  folder = mkdtempSync(join(root, 'rotate-'));
  writeFileSync(join(folder, 'firebreak.yaml'), 'ledger: { path: ledger.db, key: signing.key }');
});

it('audit rotate-key retires the key, and verify, show and keys tell so', async () => {
  await append();
  const { id: from } = keyIn(join(folder, 'signing.key'));
  const { code, result, text } = await audit(['rotate-key']);
  const { id: to } = keyIn(join(folder, 'signing.key'));
  expect(code).toBe(0);
  expect(result).toEqual({ from, to, pinned: join(folder, 'signing.key.pub') });
  expect(text).toContain(`${from} is retired`);
  await append();
  expect(await audit(['verify'])).toMatchObject({ code: 0, result: { ok: true, entries: 4, keys: [from, to] } });
  expect((await audit(['show', deploymentChain])).text).toMatch(
    new RegExp(`key ${from} is retired, ${to} signs from now on.*\n.*instead of ${from}, after 2 chain`),
  );
  const { text: keys } = await audit(['keys']);
  expect(keys).toMatch(new RegExp(`^${from} .* retired 2.*Z, ${to} signs since then\n${to} `));
});

it('audit rotate-key makes no key where there is none to be retired', async () => {
  await expect(audit(['rotate-key'])).rejects.toMatchObject({ exitCode: 4, code: 'no-key' });
  expect(() => readFileSync(join(folder, 'signing.key'))).toThrow(/ENOENT/);
});

it('audit rotate-key needs the other key where AWS KMS signs', async () => {
  await append();
  const kms = 'arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012';
  writeFileSync(
    join(folder, 'firebreak.yaml'),
    JSON.stringify({ ledger: { path: 'ledger.db', key: { kms, publicKey: 'signing.key.pub' } } }),
  );
  await expect(audit(['rotate-key'])).rejects.toMatchObject({ exitCode: 2, hint: expect.stringMatching(/--kms ARN/) });
});
