/**
 * Child process: makes the SDK fetch the Temporal CLI into a folder by starting a test server from there, and stops
 * that server. Arguments: folder, version. The SDK's default is taken when its host does not carry that version.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [downloadDir = '', version = ''] = process.argv.slice(2);

/** @param {string} wanted */
async function fetchAndStop(wanted) {
  const executable = { type: /** @type {const} */ ('cached-download'), downloadDir, version: wanted };
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
}

try {
  await fetchAndStop(`v${version}`);
} catch (error) {
  console.error(error);
  await fetchAndStop('default');
}
