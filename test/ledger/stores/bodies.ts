import { hashOf } from '../../../ledger/canonical.js';
import type { EntryBodies } from '../../../workflows/contract/entries.js';

export const note = (text: string): EntryBodies['note'] => ({ run: 'run-1', text });

export const intent = (attempt: number, call = 'createGroup'): Omit<EntryBodies['intent'], 'reconciles'> => ({
  run: 'run-1',
  step: 'step-1',
  call,
  attempt,
  service: 'ec2',
  operation: 'CreateSecurityGroup',
  target: 'vpc-1',
  input: {},
  plan: hashOf(1),
});

export const answered = (attempt: number, outcome: 'ok' | 'error'): EntryBodies['call'] => ({
  run: 'run-1',
  step: 'step-1',
  call: 'createGroup',
  attempt,
  service: 'ec2',
  operation: 'CreateSecurityGroup',
  target: 'vpc-1',
  input: {},
  requestId: null,
  outcome,
  errorCode: null,
  durationMs: 1,
});
