import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsCli } from '../../../../sandbox/setup/test-packages.mjs';
import { environmentFor, runPython } from '../environment.js';
import { startFastAws } from '../fast-aws.js';

/** The AWS CLI on a fast sandbox of its own, and a folder for its files. */
export interface Cli {
  /** What a command prints, without the last line end. */
  readonly aws: (...command: readonly string[]) => Promise<string>;
  /** The same with `--output json`, parsed. */
  readonly json: <T>(...command: readonly string[]) => Promise<T>;
  /** The error that a command ends in, as the CLI prints it. */
  readonly refusal: (...command: readonly string[]) => Promise<string>;
  /** A path in a folder that is there until `close`. */
  readonly file: (name: string) => string;
  /** What the gateway wrote to its log so far. */
  readonly log: () => string;
  readonly close: () => Promise<void>;
}

/** Opens the CLI with the environment that any client gets, and a configuration file that is still to be written. */
export const openCli = async (): Promise<Cli> => {
  const home = await awsCli.find();
  if (home === null) throw new Error('The AWS CLI is not there: `npm test` installs it.');
  const sandbox = await startFastAws();
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-aws-cli-'));
  const file = (name: string): string => join(folder, name);
  const env = { ...environmentFor(sandbox), HOME: folder, PYTHONPATH: home, AWS_CONFIG_FILE: file('config') };
  const aws = async (...command: readonly string[]): Promise<string> =>
    (await runPython(['-m', 'awscli', ...command], env)).trimEnd();
  return {
    aws,
    json: async <T>(...command: readonly string[]) => JSON.parse(await aws(...command, '--output', 'json')) as T,
    refusal: async (...command) => {
      const failed = await aws(...command).then(
        (output) => new Error(`it printed ${output}`),
        (error: unknown) => error as Error & { readonly stderr?: string },
      );
      return ('stderr' in failed ? failed.stderr : failed.message)?.trim() ?? '';
    },
    file,
    log: sandbox.log,
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      await sandbox.stop();
    },
  };
};
