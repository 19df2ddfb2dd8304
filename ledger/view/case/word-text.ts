import { mostStanding } from '../../../workflows/contract/case.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { counted } from '../../../workflows/contract/short.js';

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
      const listed = body.standing ?? [];
      const least = listed.length === mostStanding ? 'at least ' : '';
      const standing = listed.filter(({ reversible }) => reversible).length;
      return `closed the case${standing > 0 ? `, with ${least}${counted(standing, 'change')} standing` : ''}: "${body.reason}"`;
    }
    case 'reopened':
      return `opened the case again: "${body.reason}"`;
  }
};
