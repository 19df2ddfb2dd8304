import { failureTypes } from '../../workflows/contract/failures.js';
import { errorCode, failure, isAnswer, isSessionOver } from './errors.js';
import type { HeldSession } from './role-session.js';

/**
 * Makes a call whose client takes its credentials from `session`. Where AWS does not take that session any longer, a read
 * is made once more in another one; a change fails as one that is tried again, for it goes out once.
 */
export const inSession = async <T>(
  session: HeldSession,
  { what, isRead }: { readonly what: string; readonly isRead: boolean },
  call: () => Promise<T>,
): Promise<T> => {
  const tried = async (): Promise<T> => {
    const begun = session.begun();
    try {
      const answer = await call();
      session.taken();
      return answer;
    } catch (error) {
      // Whatever else AWS says of a call, it says to a session that it knows.
      if (!isSessionOver(error) && isAnswer(error)) session.taken();
      if (!isSessionOver(error) || !session.refused(begun)) throw error;
      const why = `${what}: ${errorCode(error)}: the session that it was made in is over.`;
      throw failure(failureTypes.unavailable, why, 'Another one is begun; it is tried again.', error);
    }
  };
  try {
    return await tried();
  } catch (error) {
    const isOver = error instanceof Error && isSessionOver(error.cause);
    if (!isRead || !isOver) throw error;
    return tried();
  }
};
