import { readdirSync, statSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { run } from './command.mjs';
import { inClone } from './paths.mjs';
import { Problem } from './problem.mjs';

const HOST = 'temporal.download';
const ANSWER_MS = 3_000;
const STALL_MS = 10_000;
const LIMIT_MS = 300_000;

/** Whether the downloader's host answers at all, in any way, within three seconds; through the proxy if one is set. */
export function hostAnswers() {
  const proxy = process.env.HTTPS_PROXY ?? process.env.https_proxy;
  return new Promise((resolve) => {
    const request = proxy
      ? http
          .request(proxy, { method: 'CONNECT', path: `${HOST}:443` })
          .once('connect', (response) => resolve(response.statusCode === 200))
      : https.request({ host: HOST, method: 'HEAD' }).once('response', () => resolve(true));
    const timer = setTimeout(() => request.destroy(new Error('no answer')), ANSWER_MS);
    request.once('error', () => resolve(false));
    request.once('close', () => clearTimeout(timer));
    request.once('connect', (_response, socket) => socket.destroy());
    request.once('response', (response) => response.destroy());
    request.end();
  });
}

/**
 * Lets the SDK's own downloader fetch the Temporal CLI into an empty folder, and gives its path. Throws when it fails,
 * when nothing arrives for 10 seconds, and after five minutes.
 * @param {string} folder
 * @param {string} version
 */
export async function downloadTemporal(folder, version) {
  const stop = new AbortController();
  const stalled = stallWatch(folder, () => stop.abort());
  try {
    await run(
      [inClone('node_modules/node/bin/node'), inClone('sandbox/setup/download-temporal.mjs'), folder, version],
      {
        log: 'temporal-download',
        fix: 'see that this machine can download from https://temporal.download, then run the same command again.',
        signal: stop.signal,
      },
    );
  } finally {
    clearInterval(stalled);
  }
  const program = filesIn(folder).find((file) => statSync(file).mode & 0o111);
  if (!program)
    throw new Problem(
      'The SDK’s downloader left no program.',
      `${folder} holds none`,
      'install the Temporal CLI (https://docs.temporal.io/cli).',
    );
  return program;
}

/**
 * @param {string} folder
 * @param {() => void} onStall
 */
function stallWatch(folder, onStall) {
  const start = Date.now();
  let [size, grown] = [0, start];
  return setInterval(() => {
    const now = filesIn(folder).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
    if (now !== size) [size, grown] = [now, Date.now()];
    if (Date.now() - grown > STALL_MS || Date.now() - start > LIMIT_MS) onStall();
  }, 1_000);
}

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder).map((name) => join(folder, name));
}
