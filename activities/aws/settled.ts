import type { Aws } from './aws.js';

/** Reads again, for `patience` ms at most, until `holds`: EC2 is eventually consistent, and answers may be behind. */
export const settled = async <T>(
  aws: Aws,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  patience = 3_000,
): Promise<T> => {
  const started = Date.now();
  for (let pause = 100; ; pause *= 2) {
    const found = await read();
    if (holds(found) || Date.now() - started > patience) return found;
    await aws.wait(pause);
  }
};
