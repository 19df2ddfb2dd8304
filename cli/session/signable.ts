import type { z } from 'zod';
import { operatorDocumentSchema } from '../../ledger/signed-document.js';
import { hidden } from '../../ledger/text-shapes.js';
import type { OperatorDocument } from '../../workflows/contract/documents.js';
import { usageError, type CliError } from '../errors.js';

/** The option that gives a part of a document. */
const options: ReadonlyMap<string, string> = new Map([
  ['reason', '--reason'],
  ['title', '--title'],
  ['word.title', '--title'],
  ['word.text', '--text'],
  ['step', '--step'],
  ['steps', '--step'],
]);

/**
 * Throws a usage error that names the option where a worker would refuse the document for its shape: a text that is too
 * long, or has characters in it that nobody sees. What was only mistyped is no refusal on record.
 */
export const mustBeSignable = (document: OperatorDocument): void => {
  const { error } = operatorDocumentSchema.safeParse(document);
  if (!error) return;
  // Without a reason of its own a document has the title for one: then the title is what was given.
  const issue = error.issues.find(({ path }) => path[0] !== 'reason') ?? error.issues[0];
  if (issue) throw problemOf(document, issue);
};

const problemOf = (document: OperatorDocument, issue: z.core.$ZodIssue): CliError => {
  const [first = '', second = ''] = issue.path.map(String);
  const isPurpose = document.kind === 'custody' && first === 'reason';
  const part = isPurpose ? '--purpose' : (options.get(`${first}.${second}`) ?? options.get(first) ?? first);
  const text = issue.path.reduce(memberOf, document);
  if (typeof text === 'string' && issue.code === 'too_big')
    return usageError(
      `${part} has ${text.length} characters: at most ${issue.maximum} are taken.`,
      part === '--text' ? 'Say it in several notes.' : 'Say it shorter; a note on the case may be longer.',
    );
  if (typeof text === 'string' && hidden.test(text))
    return usageError(
      `${part} has a character in it that nobody sees: ${codePoint(text, part === '--text')}.`,
      'What is signed is one line of plain text; only --text of a note may have line breaks.',
    );
  return usageError(`${part} cannot be signed: ${issue.message}.`, 'Correct it; nothing was sent.');
};

const memberOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([own]) => own === String(key))?.[1] : null;

const codePoint = (text: string, hasLines: boolean): string => {
  const found = hidden.exec(hasLines ? text.replaceAll('\n', '') : text)?.[0] ?? '';
  return found === '\n'
    ? 'a line break'
    : `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
};
