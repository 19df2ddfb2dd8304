import type { MemoryRow } from '../matrix/memory.js';

export const probeMemory: MemoryRow = {
  action: 'probeMemory',
  scenes: [{ apply: ['SendCommand'], gone: 'nothing to do' }],
};
