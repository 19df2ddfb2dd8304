import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { tellingBytes, tellingEntries } from '../../cli/commands/verifying-progress.js';
import type { Output } from '../../cli/output/output.js';
import { readJsonl } from '../../ledger/export.js';
import type { LedgerLine } from '../../ledger/verify.js';

const drawing = (): { readonly out: Output; readonly drawn: (string | null)[] } => {
  const drawn: (string | null)[] = [];
  const nothing = (): void => undefined;
  const out = { json: false, color: false, result: nothing, item: nothing, progress: nothing };
  return { out: { ...out, redraw: (text) => void drawn.push(text) }, drawn };
};

const textsOf = async (lines: AsyncIterable<LedgerLine>): Promise<readonly string[]> => {
  const texts: string[] = [];
  for await (const { text } of lines) texts.push(text);
  return texts;
};

it('is told of a file in its bytes, from its first line on, and goes with the last', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'firebreak-telling-')), 'case.jsonl');
  const line = JSON.stringify({ reason: 'naïve → ünïcode' });
  writeFileSync(file, `${line}\n`);
  const { out, drawn } = drawing();
  expect(await textsOf(tellingBytes(out, file)(readJsonl(file)))).toEqual([line]);
  const bytes = Buffer.byteLength(line) + 1;
  expect(drawn).toEqual([expect.stringContaining(`100 %  ${bytes} B of ${bytes} B`), null]);
});

it('is told of a stored case in entries, and taken away also when reading stops early', async () => {
  const { out, drawn } = drawing();
  const told = await tellingEntries(out, { head: async () => ({ seq: 4_000 }) as never }, 'case-1');
  const lines = Array.from({ length: 4_000 }, (_, at): LedgerLine => ({ text: `{"seq":${at + 1}}` }));
  for await (const { text } of told(lines)) if (text === '{"seq":2}') break;
  expect(drawn).toEqual([expect.stringMatching(/^case-1 .*0 % {2}1 entries of 4,000 entries/), null]);
});
