import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../ledger/sqlite/ledger.js';
import { runProgram, type Told } from '../support/stack/program.js';

/** A home with an empty ledger, which is all that these commands read. */
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'firebreak-line-'));
  mkdirSync(join(home, 'logs'));
  mkdirSync(join(home, 'ledger'));
  const ledger = await openLedger({ path: join(home, 'ledger', 'ledger.db'), keyPath: join(home, 'ledger', 'key') });
  await ledger.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const firebreak = (...words: readonly string[]): Promise<Told> => runProgram(home, {}, words);

describe('options of every command', () => {
  it.each([
    [['runs', '--json']],
    [['--json', 'runs']],
    [['--json', '--as', 'approvals', 'runs']],
    [['-q', '--json', 'runs', '--limit', '3']],
  ])('may stand before it: %j', async (words) => {
    const told = await firebreak(...words);
    expect({ code: told.code, runs: told.json() }).toEqual({ code: 0, runs: [] });
  });

  it('before a command that there is not are told in the way that they ask for', async () => {
    const told = await firebreak('--json', 'rnus');
    expect({ code: told.code, error: told.json() }).toMatchObject({ code: 2, error: { error: { code: 'usage' } } });
  });

  it('of the command itself do not belong before it', async () => {
    const told = await firebreak('--limit', '3', 'runs');
    expect({ code: told.code, says: told.stderr }).toEqual({ code: 2, says: expect.stringMatching(/no command "3"/) });
  });

  it('alone mean the console, which needs a terminal', async () => {
    expect(await firebreak('--no-color')).toMatchObject({ code: 2, stderr: expect.stringMatching(/terminal/) });
    expect(await firebreak('--help')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Commands$/m) });
  });
});
