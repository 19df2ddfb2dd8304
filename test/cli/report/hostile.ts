import fc from 'fast-check';
import type { Report } from '../../../ledger/view/report/model.js';
import type { EntryBodies } from '../../../workflows/contract/entries.js';
import { isolate } from '../../ledger/fixtures/plans.js';
import { caseId, Chronicle, finding } from '../../ledger-view/case/chronicle.js';

/** What people and attackers write: anything, and above all what means something to whoever reads the page. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '</title>',
        '</style>',
        '</svg>',
        '<!--',
        '-->',
        ']]>',
        '<img src=x onerror=a>',

        '"',
        "'",
        '`',
        '```',
        '&',
        '&lt;',
        '&#60;',
        '<',
        '>',
        '|',
        '\\',
        '\\|',
        '**',
        '_',
        '~~',
        '$$',
        '^',
        '[a](https://x.example)',
        '![a](https://x.example)',
        'https://x.example',
        'www.x.example',
        'a@x.example',
        '\n',
        '\r\n\r\n# a',
        '- ',
        '1. ',
        '+ ',
        '> ',
        '---',
        '===',
        '#',
        '    ',
        '\t',
        '\u0000',
        '\u2028',
        '\u202e',
        '\u001b[2J',
        '\u009b',
        '{{',
        '${',
        '<svg/onload=a>',
        '@team',
        '[^1]: a',
        '[a]: b',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** A report with nine texts of others in it, in each place where such a text can stand. */
export const reportWith = async (texts: readonly string[]): Promise<Report> => {
  const [title = '', note = '', who = '', reason = '', id = '', resource = '', error = '', cut = '', place = ''] =
    texts;
  const told = new Chronicle();
  told.said(
    0,
    { event: 'opened', title, severity: 'P1', findings: [finding({ id, title, type: reason, resources: [resource] })] },
    who,
  );
  told.said(1, { event: 'noted', text: note }, who).asked(60);
  told.tell(61, 'refusal', { ...refused, run: caseId, operator: who, code: reason, reason: note });
  told
    .approved(120, told.planned(61, [isolate, failing]), who)
    .called(121)
    .holds(130, isolate.step, [cut]);
  told.tell(131, 'outcome', { run: 'run-1', step: failing.step, state: 'applying', attempt: 1 });
  told.tell(132, 'outcome', {
    run: 'run-1',
    step: failing.step,
    state: 'failed',
    attempt: 1,
    error: { code: id, message: error, hint: null },
  });
  told.tell(133, 'evidence', { ...item, source: resource, method: note, location: place, state: reason });
  told.tell(134, 'note', { run: 'run-1', text: error }).said(200, { event: 'closed' }, who, reason);
  return told.report({ ok: false, firstBad: { seq: 3, reason }, badSeals: [place] });
};

const failing = { ...isolate, step: 'contain/i-1/endSessions', action: 'endSessions', blocking: false };
const refused = { gate: null, proven: false, plan: null, signed: null } as const;
const item: EntryBodies['evidence'] = {
  run: 'run-1',
  step: 'contain/i-1/collect',
  id: 'snap-1',
  evidenceKind: 'ebs-snapshot',
  source: '',
  method: '',
  location: '',
  state: '',
  collectedAt: '2026-11-22T08:02:13.000Z',
};

/** Nine texts that mean nothing to anybody. */
export const harmless: readonly string[] = Array.from({ length: 9 }, (_, at) => `text ${at}`);
