import { setTimeout as pause } from 'node:timers/promises';

/** Asks until there is an answer other than undefined; rejects, saying what it waited for, after `patience` ms. */
export const until = async <T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  patience = 120_000,
): Promise<T> => {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${patience / 1_000} s in vain for ${what}`);
    await pause(20);
  }
};
