import type { Playbook } from '../contract/playbook.js';
import { captureMemory } from './capture-memory.js';
import { containInstance } from './contain-instance.js';
import { preserveInstance } from './preserve-instance.js';
import { revokeCredentials } from './revoke-credentials.js';

/** Every playbook: a new one is its file and one line here. */
export const playbooks: readonly Playbook[] = [containInstance, preserveInstance, captureMemory, revokeCredentials];
