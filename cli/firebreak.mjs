#!/usr/bin/env -S node --max-semi-space-size=8
/**
 * Starts Firebreak's command line: in this process when its Node will do, else on the one the clone brought. V8's space
 * for new objects is kept small: it grows to three times 32 MB while a long ledger is verified, and makes nothing faster.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/cli/bin.js', import.meta.url);
const node = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
const isNewEnough = Number(process.versions.node.split('.')[0]) >= 22;

if (!existsSync(program) || !(isNewEnough || existsSync(node))) {
  console.error(
    'firebreak is not set up in this clone.\nits parts are missing or it was never built\nfix: run `npm start` once.',
  );
  process.exitCode = 5;
} else if (isNewEnough) {
  await import(program.href);
} else {
  const { handOver } = await import('../sandbox/setup/hand-over.mjs');
  process.exitCode = await handOver(node, [...process.execArgv, fileURLToPath(program), ...process.argv.slice(2)]);
}
