import type { Playbook } from '../contract/playbook.js';
import { containInstance } from './contain-instance.js';

/** Every playbook: a new one is its file and one line here. */
export const playbooks: readonly Playbook[] = [containInstance];
