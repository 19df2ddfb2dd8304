import { describe, expect, it } from '@jest/globals';
import {
  atItsTime,
  denyAll,
  denyOlder,
  denyOlderSessions,
  denySessions,
  isSame,
  justAfter,
  timeIn,
} from '../../../activities/iam/documents.js';
import { callProblem } from '../../../ledger/call-match.js';

const time = '2026-11-22T10:00:01Z';
const ids = ['AROAAAAAAAAAAAAAAAAAA:i-0aaaaaaaaaaaaaaaa'];
const hosts = Array.from({ length: 10 }, (_, index) => `AROAAAAAAAAAAAAAAAAAA:i-0aaaaaaaaaaaaaaa${index}`);

const fits = (write: (at: string) => string, PolicyDocument: string): boolean => {
  const call = { id: 'a', service: 'iam', operation: 'PutRolePolicy', target: 'r' };
  const planned = [{ ...call, input: { PolicyDocument: atItsTime(write) } }];
  return callProblem(planned, { ...call, input: { PolicyDocument } }, () => []) === null;
};

describe('a planned document whose time is not known yet', () => {
  it.each([
    ['of every session', denyOlder],
    ['of hosts', denyOlderSessions(hosts)],
  ])('%s covers that document at any time, and no other', (_, write) => {
    expect(fits(write, write(time))).toBe(true);
    for (const other of [
      denyAll,
      denySessions(ids),
      write('never'),
      write(`${time}"}}}],"Statement":[{"Effect":"Allow`),
      write(time).replace('Deny', 'Allow'),
      `${write(time)} `,
    ])
      expect(fits(write, other)).toBe(false);
  });
});

describe('the time in a document', () => {
  it('is read from ours alone', () => {
    expect(timeIn(denyOlder, denyOlder(time))).toBe(time);
    expect(timeIn(denyOlder, JSON.stringify(JSON.parse(denyOlder(time)), null, 2))).toBe(time);
    for (const other of [null, '', 'no JSON', denyAll, denyOlderSessions(ids)(time)])
      expect(timeIn(denyOlder, other)).toBeNull();
  });

  it('is just after the second that AWS named, which it rounded down', () => {
    expect(justAfter(new Date('2026-11-22T10:00:00.000Z'))).toBe(time);
    expect(justAfter(new Date('2026-11-22T10:00:00.999Z'))).toBe(time);
  });
});

describe('two documents', () => {
  it('say the same in other white space and with their keys in another order', () => {
    expect(isSame('{ "b": [1, 2],\n "a": "x" }', '{"a":"x","b":[1,2]}')).toBe(true);
    expect(isSame('{"b":[2,1]}', '{"b":[1,2]}')).toBe(false);
    expect(isSame(null, denyAll)).toBe(false);
    expect(isSame('', '')).toBe(false);
  });
});
