import { LedgerUnavailableError } from '../errors.js';
import type { UnavailableCode } from '../errors.js';

// SQLSTATE: postgresql.org/docs/current/errcodes-appendix.html. What is not here is `failed`.
const codes: Readonly<Record<string, UnavailableCode>> = {
  '23505': 'busy', // unique_violation: somebody else's entry is where this one was to go
  '28000': 'unreadable', // invalid_authorization_specification
  '28P01': 'unreadable', // invalid_password
  '3D000': 'missing', // invalid_catalog_name: there is no such database
  '3F000': 'missing', // invalid_schema_name
  '40001': 'busy', // serialization_failure
  '40P01': 'busy', // deadlock_detected
  '42501': 'unreadable', // insufficient_privilege
  '42703': 'not-a-ledger', // undefined_column
  '42P01': 'missing', // undefined_table
  '53100': 'full', // disk_full
  '53300': 'busy', // too_many_connections
  '55P03': 'busy', // lock_not_available: somebody held the case for too long
  '57014': 'busy', // query_canceled: a statement took too long
  '57P03': 'busy', // cannot_connect_now: the server is starting or stopping
  XX001: 'not-a-ledger', // data_corrupted
  XX002: 'not-a-ledger', // index_corrupted
};

const hints: Readonly<Record<UnavailableCode, string>> = {
  missing: 'its owner makes it with: firebreak ledger init',
  unreadable: 'see docs/ledger-postgres.md for what the roles may do',
  busy: 'try again',
  full: 'the disk of the server is full; make room, then try again',
  'not-a-ledger': 'it is damaged or is no ledger; restore it from a copy',
  newer: 'upgrade Firebreak',
  closed: 'open it again',
  retired: 'start this process again: it then signs with the new key',
  failed: 'see that the server runs and can be reached; the next write connects again',
};

/** What PostgreSQL or the connection said, as the ledger's own error: which database, why, what to do next. */
export const translated = (error: unknown, place: string): LedgerUnavailableError => {
  if (error instanceof LedgerUnavailableError) return error;
  const state = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const code = codes[state] ?? 'failed';
  return new LedgerUnavailableError(code, `the ledger ${place} cannot be used: ${reason(error)} (${hints[code]})`);
};

// Of a host with several addresses that are all refused, Node makes one error without a message.
const reason = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(reason).join(', ');
  return error instanceof Error ? error.message : String(error);
};
