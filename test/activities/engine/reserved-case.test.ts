import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { Workplace } from '../../../activities/engine/context.js';
import { prove, refuse } from '../../../activities/engine/proving.js';
import { Authority } from '../../../ledger/authority.js';
import { hashOf } from '../../../ledger/canonical.js';
import type { Ledger } from '../../../ledger/ledger.js';
import { openLedger } from '../../../ledger/open.js';
import { deploymentChain } from '../../../workflows/contract/deployment.js';
import { decision, signedBy, somebody } from '../../ledger/fixtures/people.js';
import { temporaryFolder } from '../../ledger/fixtures/temporary.js';

const folder = temporaryFolder();
const ann = somebody('ann');
let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger({ path: join(folder, 'ledger.db') }, { keyPath: join(folder, 'ledger.key') });
});
afterAll(() => ledger.close());

const workplace = (): Workplace =>
  ({
    ledger,
    operators: [ann],
    authority: new Authority(ledger, [ann]),
    actor: 'worker',
    proofsAt: null,
  }) as Partial<Workplace> as Workplace;

test('nobody signs for the chain of the deployment, and the refusal stands in it', async () => {
  const found = await prove(workplace(), signedBy(ann, decision('ann', hashOf('plan'), { case: deploymentChain })));
  if ('operator' in found) throw new Error('it was accepted');
  expect(found.code).toBe('reserved-case');
  await refuse(workplace(), { case: deploymentChain, run: 'run-1', gate: null }, found, found);
  expect(await ledger.entries(deploymentChain)).toMatchObject([
    { kind: 'deployment', body: { run: deploymentChain, event: 'request-refused', code: 'reserved-case' } },
  ]);
});

test('what is refused for a case stands in the case', async () => {
  const forged = { ...signedBy(ann, decision('ann', hashOf('plan'))), signature: 'none' };
  const found = await prove(workplace(), forged);
  if ('operator' in found) throw new Error('it was accepted');
  await refuse(workplace(), { case: 'case-1', run: 'run-1', gate: null }, found, found);
  expect(await ledger.entries('case-1')).toMatchObject([{ kind: 'refusal', body: { run: 'run-1', proven: false } }]);
});
