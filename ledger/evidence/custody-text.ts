import type { CustodyBody } from '../../workflows/contract/custody.js';

/** What an entry on evidence says, in one line. What people wrote stands in it as they wrote it. */
export const custodyText = (body: CustodyBody): string => {
  switch (body.event) {
    case 'manifest':
      return `${body.items} item(s) of evidence listed in ${body.document}`;
    case 'requested':
      return `${body.operator} asks to ${body.act} ${body.evidence.join(', ') || 'all evidence'}: "${body.purpose}"`;
    case 'handed-over':
      return `${body.evidence} is handed over to ${body.operator}: "${body.purpose}"`;
    case 'verified':
      return body.ok
        ? `${body.evidence} is what was collected${warned(body.warnings)}`
        : `${body.evidence} IS NOT WHAT WAS COLLECTED: ${body.differences.join('; ')}${warned(body.warnings)}`;
  }
};

const warned = (warnings: readonly string[]): string => (warnings.length > 0 ? ` (${warnings.join('; ')})` : '');
