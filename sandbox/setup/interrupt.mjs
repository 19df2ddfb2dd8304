import { stopAll } from './command.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs the work so that an interruption first ends the commands under way and then leaves with 130: whoever runs the
 * same command again finds only finished parts and parts to do over.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function interruptible(work) {
  let interrupted = false;
  const leave = () => {
    if (interrupted) return;
    interrupted = true;
    process.stderr.write('\nfirebreak: interrupted; the same command goes on from here\n');
    void stopAll().then(() => process.exit(130));
  };
  for (const signal of SIGNALS) process.on(signal, leave);
  try {
    return await work();
  } catch (error) {
    // Ours to report only if nobody asked us to stop: otherwise it is just the commands we ended ourselves.
    if (interrupted) await new Promise(() => {});
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}
