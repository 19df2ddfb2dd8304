import { describe, expect, it } from '@jest/globals';
import { openProtection, signersOf, type Protected } from '../../../activities/self-protection/protection.js';
import type { SignedStep } from '../../../workflows/contract/plan.js';
import { isolate } from '../../ledger/fixtures/plans.js';

const role = 'arn:aws:iam::111111111111:role/on-call/sam';
const onRole: SignedStep = { ...isolate, target: role, victims: [], calls: isolate.calls.slice(0, 1) };
const entry = (arn: string, why: string): Protected => ({ arn, why, instead: 'Do something else.' });

describe('what is protected', () => {
  it('holds the users and roles that operators sign with, and says whose they are', async () => {
    const sam = { name: 'sam', person: 'sam@example.com', roles: ['ir-lead'], keys: [], principals: [role] };
    const protection = openProtection(signersOf(sam), async () => []);
    await expect(protection.check(onRole)).rejects.toMatchObject({
      type: 'Refused',
      message: expect.stringContaining('the operator sam, who signs with it'),
      details: [expect.stringContaining('take it out of their principals')],
    });
  });

  it('is told in the words of the worker itself, where it knows more than the list', async () => {
    const protection = openProtection([entry(role, 'it is on a list')], async () => [entry(role, 'it is me')]);
    await expect(protection.check(onRole)).rejects.toThrow('it is me');
  });

  it('is found out once, and again when that failed: until then nothing is changed', async () => {
    let asked = 0;
    const protection = openProtection([], async () => {
      asked += 1;
      if (asked === 1) throw new Error('AWS does not answer');
      return [];
    });
    await expect(protection.check(onRole)).rejects.toThrow('AWS does not answer');
    await protection.check(onRole);
    await protection.check(onRole);
    expect(asked).toBe(2);
  });
});
