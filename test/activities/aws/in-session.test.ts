import { describe, expect, it } from '@jest/globals';
import { inSession } from '../../../activities/aws/in-session.js';
import { heldSession } from '../../../activities/aws/role-session.js';

const refusal = (name: string, message = 'no') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 403 } });

/** A call in a session that AWS does not know any more after so many calls, and knows again when another was begun. */
const failingAfter = async (calls: number, error = refusal('ExpiredToken')) => {
  let [begun, made] = [0, 0];
  const session = heldSession(async () => {
    begun += 1;
    return {
      accessKeyId: `key-${begun}`,
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: new Date(Date.now() + 3.6e6),
    };
  });
  const call = async (): Promise<string> => {
    const { accessKeyId } = await session.credentials();
    made += 1;
    if (accessKeyId === 'key-1' && made > calls) throw error;
    return accessKeyId;
  };
  const make = (isRead: boolean): Promise<string> => inSession(session, { what: 'ec2:Call', isRead }, call);
  for (let nr = 0; nr < calls; nr += 1) await make(true);
  return { make, made: () => made };
};

describe('a call in a session that AWS does not take any longer', () => {
  it.each([
    refusal('ExpiredTokenException'),
    refusal('RequestExpired'),
    refusal('InvalidClientTokenId'),
    refusal('UnrecognizedClientException'),
    refusal('AuthFailure', 'AWS was not able to validate the provided access credentials'),
  ])('is made again in another one, if it reads ($name)', async (error) => {
    const { make } = await failingAfter(1, error);
    expect(await make(true)).toBe('key-2');
  });

  it('fails as one that is tried again, if it changes something', async () => {
    const { make, made } = await failingAfter(1);
    await expect(make(false)).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });
    expect(made()).toBe(2);
    expect(await make(false)).toBe('key-2');
  });

  it('fails as it is in a session that never worked: another one would not, either', async () => {
    const { make } = await failingAfter(0);
    await expect(make(true)).rejects.toMatchObject({ name: 'ExpiredToken' });
  });
});

it.each([refusal('AccessDenied'), refusal('AuthFailure', 'Not authorized for images')])(
  'a call that AWS denies is not tried again ($message)',
  async (error) => {
    const { make, made } = await failingAfter(1, error);
    await expect(make(true)).rejects.toBe(error);
    expect(made()).toBe(2);
  },
);
