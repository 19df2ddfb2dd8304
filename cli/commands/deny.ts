import type { Invocation } from '../command.js';
import type { ExitCode } from '../errors.js';
import { decideOnPlan } from './approve.js';

/** Signs that a plan must not run. */
export const run = (invocation: Invocation): Promise<ExitCode> => decideOnPlan(invocation, 'deny');
