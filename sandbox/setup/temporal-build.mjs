import { join } from 'node:path';
import { ask } from './ask.mjs';
import { run } from './command.mjs';
import { inClone } from './paths.mjs';
import { versionIn } from './version.mjs';

/** What the module in sandbox/temporal asks for. */
export const OLDEST_GO = '1.26.4';

const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';
const STAMP = 'github.com/temporalio/cli/internal/temporalcli.Version';

/** The Go on PATH, as it is and not as it could fetch itself; null without one. */
export async function goVersion() {
  return versionIn(await ask('go', ['env', 'GOVERSION'], { GOTOOLCHAIN: 'local' }));
}

/**
 * Builds the Temporal CLI from the pinned, hash-checked modules. What Go has compiled it keeps, so that an interrupted
 * build goes on where it was.
 * @param {string} folder where to put it
 * @param {string} version stamped into the program, which cannot know it otherwise
 */
export async function buildTemporal(folder, version) {
  const program = join(folder, 'temporal');
  const flags = ['-mod=readonly', '-buildvcs=false', '-ldflags', `-s -w -X ${STAMP}=${version}`];
  await run(['go', 'build', ...flags, '-o', program, PACKAGE], {
    log: 'temporal-build',
    cwd: inClone('sandbox/temporal'),
    // A workspace above the clone would replace our pins by its own.
    env: { CGO_ENABLED: '0', GOWORK: 'off' },
    fix: 'see that Go can reach its module proxy (`go env GOPROXY`) and that about 7 GB of disk are free, then run the same command again.',
  });
  return program;
}
