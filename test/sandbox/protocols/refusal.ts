import type { RawRequest } from '../../../sandbox/protocols/http.js';
import { invalidInput } from '../../../sandbox/protocols/validate-input.js';
import { problemsOf, reads } from './wire.js';

/** Code and message of the error that a request's input ends in. */
export const refusal = (service: string, raw: RawRequest): string => {
  const { model, operation } = reads(raw, service);
  const { status, code, message } = invalidInput(model, operation, problemsOf(raw, service));
  return `${status} ${code}: ${message}`;
};
