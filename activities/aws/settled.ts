import type { Aws } from './aws.js';

/**
 * Reads again, for `patience` ms, until `holds`: EC2 is eventually consistent, and answers may be behind. The answer that
 * counts in the end was asked for after that time: one that took long to come, or to be recorded, may be long outdated.
 */
export const settled = async <T>(
  aws: Pick<Aws, 'wait'>,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  patience = 3_000,
): Promise<T> => {
  const started = Date.now();
  for (let pause = 100; ; pause *= 2) {
    const isLast = Date.now() - started > patience;
    const found = await read();
    if (holds(found) || isLast) return found;
    await aws.wait(pause);
  }
};
