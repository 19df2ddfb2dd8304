import { captureMemory } from '../ssm/capture-memory.row.js';
import { probeMemory } from '../ssm/probe-memory.row.js';
import type { MemoryRow } from './memory.js';

/** The actions that run scripts on a host. */
export const memoryRows: readonly MemoryRow[] = [probeMemory, captureMemory];
