/** How one thing is that Firebreak depends on. */
export type Line = {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed';
  /** What there is, in one line. */
  readonly detail: string;
  /** What to do; null where nothing is to be done. */
  readonly fix: string | null;
  /** It does not answer, so nothing is known of what comes after it. */
  readonly isAway?: true;
};

/** It is right. */
export const ok = (name: string, detail: string): Line => ({ name, state: 'ok', detail, fix: null });
/** It works, and somebody should know this of it. */
export const warning = (name: string, detail: string, fix: string): Line => ({ name, state: 'warning', detail, fix });
/** It fails. */
export const failed = (name: string, detail: string, fix: string): Line => ({ name, state: 'failed', detail, fix });
/** It does not answer. */
export const away = (name: string, detail: string, fix: string): Line => ({
  ...failed(name, detail, fix),
  isAway: true,
});

/** How far a clock may be off, in seconds: people notice the first in the order of entries, AWS refuses at five minutes. */
const noticeable = 5;
const refused = 240;

/** A clock that is `ahead` seconds ahead of another. */
export const clockLine = (name: string, ahead: number, fix: string): Line => {
  const by = Math.abs(ahead);
  const detail = by < 2 ? 'right to the second' : `${by} s ${ahead > 0 ? 'ahead' : 'behind'}`;
  if (by <= noticeable) return ok(name, detail);
  return by <= refused ? warning(name, detail, fix) : failed(name, detail, fix);
};
