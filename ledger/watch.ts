import type { Entry } from '../workflows/contract/entries.js';

/** Whether a run is watched, until when, and why no longer. */
export type Watch = {
  readonly began: string | null;
  readonly until: string | null;
  readonly endedAt: string | null;
  /** Why it is over; null while it goes on. */
  readonly over: string | null;
};

/**
 * The watch over what a run changed, from its entries. It is over when that was recorded, when its time is, and from the
 * moment on that somebody asks for the way back: what is being released must not be put right again.
 */
export const watchOf = (entries: readonly Entry[], now = Date.now()): Watch => {
  let watch: Watch = { began: null, until: null, endedAt: null, over: 'It never began.' };
  for (const { kind, body, at } of entries) {
    if (kind !== 'run') continue;
    if (body.event === 'watch' && body.state === 'began' && watch.began === null)
      watch = { began: at, until: body.until ?? null, endedAt: null, over: null };
    else if (watch.began !== null && watch.over === null) {
      if (body.event === 'watch' && body.state === 'ended')
        watch = { ...watch, endedAt: at, over: body.reason ?? 'It was ended.' };
      if (body.event === 'release-requested') watch = { ...watch, endedAt: at, over: 'A release was asked for.' };
    }
  }
  if (watch.over === null && (watch.until === null || now > Date.parse(watch.until)))
    return { ...watch, endedAt: watch.until, over: 'Its time is over.' };
  return watch;
};
