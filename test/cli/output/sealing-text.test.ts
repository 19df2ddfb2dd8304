import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { sealingText } from '../../../cli/output/sealing-text.js';
import { sealingOf } from '../../../cli/session/sealing.js';
import { signCheckpoint } from '../../../ledger/seals/checkpoint.js';
import { openSigningKey } from '../../../ledger/signing-key.js';
import { openLedger } from '../../../ledger/open.js';
import { deploymentChain } from '../../../workflows/contract/deployment.js';
import { loadConfig, type Config } from '../../../worker/config.js';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-sealing-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vault = {
  bucket: 'acme-forensics-vault',
  roleArn: 'arn:aws:iam::444455556666:role/firebreak-vault',
  externalId: 'an-external-id',
  retainDays: 30,
};
const configured = (name: string, more: object = {}): Config => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify({ ledger: { path: `${name}.db`, key: `${name}.key` }, ...more }));
  return loadConfig(file);
};

describe('how far the ledger is sealed', () => {
  it('is not said of a ledger that there is not', async () => {
    expect(await sealingOf(configured('none'))).toBeNull();
    expect(sealingText(null)).toEqual([]);
  });

  it('is read off the ledger: the newest seal, what waits, what is not sealed any more', async () => {
    const config = configured('some', { vault });
    const { key: keyPath } = config.ledger;
    const ledger = await openLedger(config.ledger, { keyPath });
    const key = openSigningKey(keyPath);
    const note = { run: 'run-1', text: 'something' };
    const seal = {
      run: 'run-1',
      event: 'sealed',
      size: 1,
      checkpoint: await signCheckpoint({ case: 'case-1', size: 1, root: Buffer.alloc(32) }, key),
      stored: null,
    } as const;
    await ledger.append('case-1', 'worker', 'note', note);
    const sealed = await ledger.append('case-1', 'worker', 'seal', seal);
    expect(await sealingOf(config)).toMatchObject({
      vault: vault.bucket,
      newest: sealed.at,
      waiting: null,
      late: false,
    });
    expect(sealingText(await sealingOf(config))).toEqual([
      `seals     s3://acme-forensics-vault  newest ${sealed.at}  nothing waits`,
    ]);
    const waits = await ledger.append('case-1', 'worker', 'note', note);
    const refused = { run: 'run-1', event: 'refused', size: 3, reason: 'cut: so it is', against: null } as const;
    await ledger.append('case-2', 'worker', 'note', note);
    await ledger.append('case-2', 'worker', 'seal', refused);
    await ledger.close();
    expect(await sealingOf(config)).toMatchObject({
      newest: sealed.at,
      waiting: { cases: 2, since: waits.at },
      refused: [{ case: 'case-2', reason: 'cut: so it is' }],
    });
  });

  it('says loudly that the vault is in the account under attack, as a worker last found it', async () => {
    const config = configured('exposed', { vault });
    const ledger = await openLedger(config.ledger, { keyPath: config.ledger.key });
    const checked = {
      run: deploymentChain,
      event: 'vault-examined',
      bucket: vault.bucket,
      account: '444455556666',
      isInAttackedAccount: true,
      problems: [],
    } as const;
    await ledger.append(deploymentChain, 'worker', 'deployment', checked);
    expect(sealingText(await sealingOf(config))[1]).toMatch(/^seals +THE VAULT IS IN THE ACCOUNT UNDER ATTACK/);
    await ledger.append(deploymentChain, 'worker', 'deployment', { ...checked, isInAttackedAccount: false });
    await ledger.close();
    expect(sealingText(await sealingOf(config))).toHaveLength(1);
  });

  it('says what is late, what is refused, and that without a vault it proves little', () => {
    const status = {
      vault: null,
      isInAttackedAccount: false,
      newest: null,
      waiting: { cases: 2, since: '2026-11-22T08:00:00.000Z' },
      late: true,
      refused: [{ case: 'case-1', reason: 'fork: it is so' }],
    };
    expect(sealingText(status)).toEqual([
      'seals     in the ledger only (no vault)  newest none  2 case(s) wait since 2026-11-22T08:00:00.000Z: LATE',
      'seals     NOT SEALED ANY MORE: case-1: fork: it is so',
    ]);
  });
});
