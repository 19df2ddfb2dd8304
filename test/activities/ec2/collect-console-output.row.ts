import type { HostRow } from '../matrix/hosts.js';

export const collectConsoleOutput: HostRow = {
  action: 'collectConsoleOutput',
  scenes: [{ apply: [], reads: ['GetConsoleOutput'], gone: 'done all the same' }],
};
