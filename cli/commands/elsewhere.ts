import { readFileSync } from 'node:fs';
import { readSigned } from '../../ledger/signed-document.js';
import type { CaseWord } from '../../workflows/contract/case.js';
import { signatureNamespace, type OperatorDocument, type Signed } from '../../workflows/contract/documents.js';
import type { Invocation } from '../command.js';
import { usageError } from '../errors.js';
import { mustBeSignable } from '../session/signable.js';
import { signedText } from '../session/signing.js';
import { save } from './save.js';

/** The word of the command by which each is said about a case. */
const caseVerbs = {
  opened: 'open',
  noted: 'note',
  finding: 'finding',
  'severity-changed': 'severity',
  closed: 'close',
  reopened: 'reopen',
} as const satisfies Record<CaseWord['event'], string>;

/** What a person types to say it: `approve run-…`. */
export const typedFor = (document: OperatorDocument): readonly string[] => {
  switch (document.kind) {
    case 'run':
      return ['run', document.playbook];
    case 'decision':
      return [document.decision, document.run];
    case 'failure':
      return ['decide', document.run, document.decision];
    case 'cancel':
    case 'release':
      return [document.kind, document.run];
    case 'case':
      return [
        'case',
        caseVerbs[document.word.event],
        document.case,
        ...(document.word.event === 'severity-changed' ? [document.word.severity] : []),
      ];
    case 'custody':
      return ['evidence', document.act];
  }
};

/** Writes a document to be signed on another machine, byte for byte as it is signed, and says how. */
export const exportTo = (file: string, document: OperatorDocument, { out }: Invocation): void => {
  mustBeSignable(document);
  save(file, signedText(document));
  out.result({ file, namespace: signatureNamespace, document }, () =>
    [
      `Wrote ${file}. Sign it, on any machine, with the key of ${document.operator}:`,
      `  ssh-keygen -Y sign -n ${signatureNamespace} -f KEY ${file}`,
      `Then bring ${file} and ${file}.sig back: firebreak ${typedFor(document).join(' ')} --import ${file}`,
    ].join('\n'),
  );
};

/** What was signed elsewhere: the document in `file`, its signature in `file.sig`. Says nothing about whose word it is. */
export const importFrom = (file: string): Signed => {
  const unread = (why: string): Error =>
    usageError(
      `${file} and ${file}.sig are not a signed document: ${why}.`,
      'Bring back both, the document unchanged.',
    );
  let value: unknown;
  try {
    value = { document: JSON.parse(readFileSync(file, 'utf8')), signature: readFileSync(`${file}.sig`, 'utf8') };
  } catch (error) {
    throw unread((error as Error).message.slice(0, 300));
  }
  const signed = readSigned(value);
  if ('problem' in signed) throw unread(signed.problem);
  return signed;
};
