/**
 * How long to let a change of IAM become true everywhere before the next one builds on it. AWS says only that it takes
 * time (IAM User Guide, "Changes that I make are not always immediately visible"); others measured 3 to 4 seconds.
 */
export const propagation = 10_000;

/** Some more than the longest session: clocks, and the time until the lock was in force. */
const margin = 900_000;

/** When the last session that began before `since` has expired, as RFC 3339. */
export const lockEnds = (since: string, longestSession: number): string =>
  new Date(Date.parse(since) + longestSession + margin).toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * Sessions of a role last 12 hours at most ("AssumeRole"), those on EC2 about six. What the role's own
 * MaxSessionDuration is now says little: it may have been more when a session began.
 */
export const longestRoleSession = 12 * 3_600_000;

/** The longest document that the ledger keeps whole, in characters: a longer one could not be put back from it. */
export const longestRecorded = 4_096;
