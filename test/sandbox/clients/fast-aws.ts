import { startAws, type SandboxAws } from '../../support/aws.js';

/** How often the world's clock is moved forward, and by how much: waiters wait for a second or two at most. */
const EVERY_MS = 250;
const BY_MS = 75_000;

/**
 * A gateway whose world lives three hundred times as fast, by leaps: within one call time stands nearly still, so what
 * a call answers does not depend on how busy the machine is.
 */
export const startFastAws = async (): Promise<SandboxAws> => {
  const aws = await startAws();
  let leap: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    leap = aws.admin.advanceClock(BY_MS);
  }, EVERY_MS);
  return {
    ...aws,
    stop: async () => {
      clearInterval(timer);
      await leap;
      await aws.stop();
    },
  };
};
