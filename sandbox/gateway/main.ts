import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startGateway, type Gateway } from './gateway.js';

const USAGE = 'usage: main --directory DIR --python PATH [--launcher PATH] [--port N]';

const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    python: { type: 'string' },
    launcher: { type: 'string' },
    port: { type: 'string' },
  },
});

if (values.directory === undefined || values.python === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const starting = startGateway({
  directory: resolve(values.directory),
  python: values.python,
  launcher: values.launcher ?? findLauncher(import.meta.dirname),
  ...(values.port === undefined ? {} : { port: Number(values.port) }),
  log,
});

let gateway: Gateway | undefined;
let ending = false;
const end = async (): Promise<void> => {
  if (ending) return;
  ending = true;
  // Before it serves there is nothing to finish, and moto ends when our pipe to it closes.
  await gateway?.stop();
  process.exit(0);
};
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
// The parent's death closes our input; moto's in turn closes with ours.
process.stdin
  .resume()
  .on('close', () => void end())
  .on('error', () => void end());

try {
  gateway = await starting;
  process.stdout.write(`${JSON.stringify({ url: gateway.url })}\n`);
} catch (error) {
  log(`the sandbox gateway could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

/** The launcher is Python and stays in the source tree: found from a build folder as well as from the source. */
function findLauncher(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'sandbox', 'moto', 'launcher.py');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) throw new Error(`sandbox/moto/launcher.py is not above ${from}; pass --launcher`);
  }
}
