import type { Entry } from '../../../workflows/contract/entries.js';

/** What happened to a run as a whole, in one line, and who did it; null stands for Firebreak itself. */
export const runEventText = (body: Entry<'run'>['body']): { readonly what: string; readonly who: string | null } => {
  switch (body.event) {
    case 'requested':
      return { what: `asked for ${body.playbook}: "${body.title}"`, who: body.requestedBy };
    case 'cancel-requested':
      return { what: `said stop: "${body.reason}"`, who: body.requestedBy };
    case 'release-requested':
      return { what: `asked for ${body.release ?? 'a release'}: "${body.reason}"`, who: body.requestedBy };
    case 'escalated':
      return { what: `escalated to ${body.roles.join(', ')}`, who: null };
    case 'withdrawn':
      return { what: `goes on by itself: ${body.reason}`, who: null };
    case 'watch':
      return {
        what:
          body.state === 'began'
            ? `watched until ${body.until ?? 'it is ended'}`
            : `not watched any more: ${body.reason ?? ''}`,
        who: null,
      };
    case 'unratified':
      return { what: `UNRATIFIED: ${body.reason}`, who: null };
    case 'state':
      return {
        what: `${body.release ? `${body.release}: ` : ''}${body.state}${body.reason ? `: ${body.reason}` : ''}`,
        who: null,
      };
  }
};
