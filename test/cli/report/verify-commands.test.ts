import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { proofBlocks } from '../../../cli/report/proof-blocks.js';
import { exportJsonl } from '../../../ledger/export.js';
import { openLedger } from '../../../ledger/sqlite/ledger.js';
import { openSqliteReader } from '../../../ledger/sqlite/reader.js';
import type { Report } from '../../../ledger/view/report/model.js';
import { hashOf } from '../../../ledger/canonical.js';
import { decision, signedBy, somebody } from '../../ledger/fixtures/people.js';
import { temporaryFolder } from '../../ledger/fixtures/temporary.js';
import { caseId, Chronicle } from '../../ledger-view/case/chronicle.js';

// What a report tells people to type is typed here, on an export of a ledger of the real writer.
const folder = temporaryFolder();
const lead = somebody('ir-lead');
let report: Report;

beforeAll(async () => {
  const told = new Chronicle().opened(0).asked(60);
  told.approved(120, told.planned(61));
  const ledger = await openLedger({ path: join(folder, 'ledger.db'), keyPath: join(folder, 'ledger.key') });
  for (const { kind, body } of told.entries) {
    const signed = signedBy(lead, decision('ir-lead', hashOf('a plan')));
    await ledger.append(caseId, 'worker', kind, kind === 'approval' ? { ...body, signed } : body);
  }
  const reader = openSqliteReader(join(folder, 'ledger.db'));
  writeFileSync(join(folder, 'case.jsonl'), await text(exportJsonl(reader, caseId)));
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(ledger.keys));
  writeFileSync(join(folder, 'allowed_signers'), `ir-lead ${lead.keys[0]}\n`);
  await reader.close();
  await ledger.close();
  report = await told.report();
});

/** Types the commands of the report that a word stands in. */
const typed = (word: string): string => {
  const block = proofBlocks(report).find(
    (one) => one.kind === 'commands' && one.lines.some((line) => line.includes(word)),
  );
  const script = block?.kind === 'commands' ? block.lines.join('\n').replace('OPERATOR', 'ir-lead') : '';
  return execFileSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
};

describe('what a report tells people to type', () => {
  it('verifies the last entry with jq and OpenSSL', () => {
    expect(typed('openssl')).toContain('Signature Verified Successfully');
  });

  it('verifies a decision with ssh-keygen', () => {
    expect(typed('ssh-keygen')).toMatch(/^Good "firebreak.operator.v1" signature for ir-lead/);
  });

  it('has nothing in it that a case or a ledger says, but ids that a shell reads as they are', async () => {
    const odd = { ...report, case: { ...report.case, id: 'case; rm -rf ~' } };
    const lines = proofBlocks(odd).flatMap((block) => (block.kind === 'commands' ? block.lines : []));
    expect(lines.join('\n')).not.toContain('rm -rf');
  });
});
