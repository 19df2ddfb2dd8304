import type { HostRow } from '../matrix/hosts.js';

export const endSessions: HostRow = {
  action: 'endSessions',
  scenes: [
    {
      given: ({ account, host }) => account.ssm.startSession({ Target: host }),
      apply: ['TerminateSession', 'TerminateSession'],
      gone: 'nothing to do',
    },
  ],
};
