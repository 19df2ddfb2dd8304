import { build } from './build.mjs';
import { stopAll } from './command.mjs';
import { writeWhole } from './files.mjs';
import { interruptible } from './interrupt.mjs';
import { withLock } from './lock.mjs';
import { moto } from './moto.mjs';
import { npmPackages } from './npm-packages.mjs';
import { inClone } from './paths.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { Problems } from './problem.mjs';
import { createProgress } from './progress.mjs';
import { temporal } from './temporal.mjs';

/**
 * @typedef {object} Parts what .firebreak/parts.json holds
 * @property {string} node the Node.js to run the product with
 * @property {string | null} temporal the Temporal program to start, unless there is an address
 * @property {string | null} temporalAddress a server that runs already
 * @property {string} python the interpreter that has the AWS simulator
 */

const progress = createProgress(process.stderr, process.env);

/**
 * Makes everything present that Firebreak runs on, and says where it is.
 *
 * 1. What is there is used: then this takes a fraction of a second and changes nothing.
 * 2. Every prerequisite of what is missing is checked before anything is made, and all that fail are named at once.
 * 3. A part counts only when complete, so that after an interruption the same call goes on.
 * 4. Two calls at once, in one clone or in two, make each part once.
 * @returns {Promise<Parts>}
 */
export function prepare() {
  return interruptible(async () => {
    const since = Date.now();
    const present = await findAll();
    await checkPrerequisites(present);
    const parts = await makeAll(present).catch(async (error) => {
      await stopAll();
      throw error;
    });
    writeWhole(inClone('.firebreak/parts.json'), `${JSON.stringify(parts, null, 2)}\n`);
    process.stderr.write(`firebreak: parts ready in ${((Date.now() - since) / 1000).toFixed(1)} s\n`);
    return parts;
  });
}

const all = { npmPackages, pinnedNode, build, temporal, moto };

async function findAll() {
  const found = Object.entries(all).map(async ([name, part]) => [name, await part.find()]);
  return Object.fromEntries(await Promise.all(found));
}

/** @param {Record<string, unknown>} present */
async function checkPrerequisites(present) {
  const missing = Object.entries(all).filter(([name]) => present[name] === null);
  const problems = await Promise.all(missing.map(([, part]) => part.check()));
  if (problems.flat().length > 0) throw new Problems(problems.flat());
}

/**
 * @param {Record<string, any>} present
 * @returns {Promise<Parts>}
 */
async function makeAll(present) {
  const packages = present.npmPackages ? Promise.resolve() : provide(npmPackages);
  // New packages bring an empty node_modules and may change what compiles, so what was found before no longer counts.
  const node = packages.then(() => (present.npmPackages && present.pinnedNode) ?? provide(pinnedNode));
  const built = node.then(() => (present.npmPackages && present.build) ?? provide(build));
  const [path, server, python] = await Promise.all([
    node,
    present.temporal ?? provide(temporal, node),
    present.moto ?? provide(moto),
    built,
  ]);
  return { node: path, temporal: server.path ?? null, temporalAddress: server.address ?? null, python };
}

/**
 * Makes a part under its lock: whoever waited for the lock finds what the other one made.
 * @template T
 * @param {{ title: string, lock: string, find: () => Promise<T | null>, make: (step: import('./progress.mjs').Step, needs: Promise<unknown>) => Promise<T> }} part
 * @param {Promise<unknown>} [needs] what it may have to wait for
 * @returns {Promise<T>}
 */
function provide(part, needs = Promise.resolve()) {
  return progress.step(part.title, (step) =>
    withLock(
      part.lock,
      (holder) => step.say(`waiting for another Firebreak to finish it (process ${holder.pid} on ${holder.host})`),
      async () => (await part.find()) ?? part.make(step, needs),
    ),
  );
}
