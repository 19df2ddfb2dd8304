import { randomBytes } from 'node:crypto';

/** An id that nobody else makes: of a run, or of a short workflow that is asked for something. */
export const freshId = (kind: 'run' | 'plan' | 'audit' | 'custody'): string =>
  `${kind}-${randomBytes(6).toString('hex')}`;

/** The id of a new case: shorter, for people say it to each other. */
export const freshCaseId = (): string => `case-${randomBytes(4).toString('hex')}`;
