import { describe, expect, it } from '@jest/globals';
import { heldSession, type SessionCredentials } from '../../../activities/aws/role-session.js';

const lasting = (minutes: number, nr: number): SessionCredentials => ({
  accessKeyId: `key-${nr}`,
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiration: new Date(Date.now() + minutes * 60_000),
});

/** A session of so many minutes each time; answers how many were begun, too. */
const holding = (minutes: number) => {
  let begun = 0;
  return { ...heldSession(async () => lasting(minutes, (begun += 1))), count: () => begun };
};

describe('a session that is held', () => {
  it('is one for all who ask at once, and for all who ask later', async () => {
    const session = holding(60);
    await Promise.all([1, 2, 3].map(session.credentials));
    expect(await session.credentials()).toMatchObject({ accessKeyId: 'key-1' });
    expect(session.count()).toBe(1);
  });

  it('is followed by one other in its last five minutes, however many ask', async () => {
    const session = holding(4);
    await session.credentials();
    const next = await Promise.all([1, 2, 3].map(session.credentials));
    expect(new Set(next.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['key-2']));
  });

  it('is asked for again by the next who needs it, where none was given', async () => {
    let tried = 0;
    const session = heldSession(async () => {
      tried += 1;
      if (tried === 1) throw new Error('no');
      return lasting(60, tried);
    });
    await expect(session.credentials()).rejects.toThrow('no');
    expect(await session.credentials()).toMatchObject({ accessKeyId: 'key-2' });
  });

  it('is followed by another when it worked and is refused', async () => {
    const session = holding(60);
    await session.credentials();
    session.taken();
    expect(session.refused(session.begun())).toBe(true);
    expect(await session.credentials()).toMatchObject({ accessKeyId: 'key-2' });
  });

  it('is no reason to try again when it never worked', async () => {
    const session = holding(60);
    await session.credentials();
    expect(session.refused(session.begun())).toBe(false);
  });

  it('is not given up for one that was refused before it', async () => {
    const session = holding(60);
    await session.credentials();
    session.taken();
    const begun = session.begun();
    session.refused(begun);
    await session.credentials();
    expect(session.refused(begun)).toBe(true);
    expect(await session.credentials()).toMatchObject({ accessKeyId: 'key-2' });
  });
});
