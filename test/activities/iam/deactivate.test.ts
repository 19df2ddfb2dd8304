import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Aws } from '../../../activities/aws/aws.js';
import { accessKeys, type Credential } from '../../../activities/iam/credentials.js';
import { deactivate } from '../../../activities/iam/deactivate.js';

const key = (id: string, active: boolean): Credential => ({ id, active, since: '2026-11-22T10:00:00Z' });

/** AWS and ledger as one attempt has them; `shown` is what each look at the list shows, the last one for ever. */
const attempt = (shown: readonly (readonly Credential[])[], slots: number) => {
  const done: string[] = [];
  let look = 0;
  const aws = {
    kept: async () => null,
    keep: async (output: unknown) => void done.push(`keep ${JSON.stringify(output)}`),
    wait: (ms: number) => pause(Math.min(ms, 20)),
    make: async (id: string, values: Record<string, string>) => void done.push(`${id} ${values['AccessKeyId']}`),
  } as unknown as Aws;
  const kind = { ...accessKeys, slots, read: async () => shown[Math.min(look++, shown.length - 1)] ?? [] };
  return { done, run: () => deactivate(aws, 'ada', [kind]) };
};

describe('deactivating', () => {
  it('is through only after two looks in a row that show nothing active', async () => {
    const { done, run } = attempt([[key('A', false)], [key('B', true)], [key('B', false)], [key('B', false)]], 4);
    expect(await run()).toEqual({ deactivated: [{ kind: 'key', id: 'B' }] });
    expect(done).toEqual(['keep {"deactivated":[{"kind":"key","id":"B"}]}', 'key/0 B']);
  });

  it('puts down what it is about to deactivate before it does', async () => {
    const { done, run } = attempt([[key('A', true), key('B', true)], []], 4);
    await run();
    expect(done.map((one) => one.split(' ')[0])).toEqual(['keep', 'key/0', 'key/1']);
  });

  it('gives up, and says so, when somebody enables keys as fast as it deactivates them', async () => {
    const { done, run } = attempt([[key('A', true)]], 1);
    await expect(run()).rejects.toMatchObject({
      type: 'DoesNotHold',
      message: expect.stringContaining('as fast as they are deactivated'),
      details: [expect.stringContaining('CreateAccessKey')],
    });
    expect(done).toHaveLength(2);
  });
});
