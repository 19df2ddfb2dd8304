import { mostStanding } from '../../../workflows/contract/case.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { counted } from '../../../workflows/contract/short.js';

/** How many changes that a release can put back stood when a case was closed, as its closing lists them; null: none. */
export const stoodAtClosing = ({ standing = [] }: Entry<'case'>['body']): string | null => {
  const count = standing.filter(({ reversible }) => reversible).length;
  return count > 0 ? `${standing.length === mostStanding ? 'at least ' : ''}${counted(count, 'change')}` : null;
};

/** What somebody said about a case, in one line, without who it was. */
export const caseWordText = (body: Entry<'case'>['body']): string => {
  switch (body.event) {
    case 'opened':
      return `opened the case as ${body.severity}: "${body.title}"`;
    case 'noted':
      return body.text;
    case 'finding':
      return `added the finding ${body.finding.type}: "${body.finding.title}"`;
    case 'severity-changed':
      return `made it ${body.severity}: "${body.reason}"`;
    case 'closed': {
      const stood = stoodAtClosing(body);
      return `closed the case${stood ? `, with ${stood} standing` : ''}: "${body.reason}"`;
    }
    case 'reopened':
      return `opened the case again: "${body.reason}"`;
  }
};
