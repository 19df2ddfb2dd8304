import type { HostRow } from '../matrix/hosts.js';

export const collectScreenshot: HostRow = {
  action: 'collectScreenshot',
  scenes: [{ apply: [], reads: ['GetConsoleScreenshot'], gone: 'BadInput' }],
};
