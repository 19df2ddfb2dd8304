import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EC2 } from '@aws-sdk/client-ec2';
import { parse, stringify } from 'yaml';
import { openReading } from '../../../cli/session/reading.js';
import type { Reading } from '../../../cli/session/session.js';
import { adminClient, type AdminClient } from '../../../sandbox/gateway/admin-client.js';
import { adminToken } from '../../../sandbox/gateway/credentials.js';
import { worldFiles } from '../../../sandbox/gateway/world-files.js';
import { readStatus, type SandboxStatus } from '../../../sandbox/stack/status.js';
import { until, type ClientConfig } from '../aws.js';
import { Processes } from './processes.js';
import { runProgram, type Told } from './program.js';

/** The longest that a test waits for anything, in milliseconds. */
export const patience = 60_000;

/** A whole sandbox in a folder of its own: brought up, steered and taken down by the real CLI. */
export class Sandbox {
  #ec2: EC2 | undefined;
  #reading: Reading | undefined;
  readonly #processes: Processes;

  protected constructor(readonly home: string) {
    this.#processes = new Processes(home);
    mkdirSync(join(home, 'logs'));
  }

  /** Runs one command, as a script would: no terminal, nothing on stdin but `input`. */
  cliWith(
    how: { readonly input?: string; readonly env?: NodeJS.ProcessEnv },
    ...args: readonly string[]
  ): Promise<Told> {
    return runProgram(this.home, how, args);
  }

  /** Runs one command. */
  cli(...args: readonly string[]): Promise<Told> {
    return this.cliWith({}, ...args);
  }

  /** Runs one command that must succeed; answers its JSON. */
  async ask<T>(...args: readonly string[]): Promise<T> {
    const told = await this.cli(...args, '--json');
    if (told.code !== 0)
      throw new Error(`firebreak ${args.join(' ')}: exit ${told.code}: ${told.stdout}${told.stderr}`);
    return told.json<T>();
  }

  /** `firebreak up --detach`: the first time, and again after everything was killed. */
  async up(): Promise<SandboxStatus> {
    const status = await this.ask<SandboxStatus>('up', '--detach', '--quiet');
    this.#processes.remember(status);
    this.#ec2?.destroy();
    this.#ec2 = new EC2(configOf(status));
    this.#reading ??= await openReading({ path: status.ledger.path });
    return status;
  }

  /** What the supervisor says now. Throws when none runs. */
  status(): SandboxStatus {
    const status = this.#status();
    if (!status) throw new Error(`no sandbox runs in ${this.home}`);
    this.#processes.remember(status);
    return status;
  }

  /** Waits until everything in the sandbox serves, with a process in `other`'s place when one is named. */
  ready(other?: {
    readonly worker?: number;
    readonly temporal?: number;
    readonly gateway?: number;
  }): Promise<SandboxStatus> {
    return until(
      'the sandbox to serve',
      async () => {
        const status = this.#status();
        if (!status?.ready) return undefined;
        const same =
          status.worker.pid === other?.worker ||
          status.temporal.pid === other?.temporal ||
          status.aws.pids[0] === other?.gateway;
        if (same) return undefined;
        this.#processes.remember(status);
        return status;
      },
      patience,
    );
  }

  /** Constructor arguments for any AWS SDK client of our own, past the worker. */
  get config(): ClientConfig {
    return configOf(this.status());
  }

  /** An EC2 client of our own, past the worker. */
  get ec2(): EC2 {
    if (!this.#ec2) throw new Error('the sandbox was never up');
    return this.#ec2;
  }

  /** The gateway's admin API. */
  get admin(): AdminClient {
    return adminClient(this.status().aws.endpoint, adminToken(worldFiles(join(this.home, 'aws')).adminToken));
  }

  /** Goes on, with worker, commands and tests, in another ledger than the sandbox's own file; until the next `up`. */
  async moveLedger(place: { readonly url: string; readonly readUrl: string }): Promise<void> {
    const file = join(this.home, 'firebreak.yaml');
    const { ledger, ...settings } = parse(readFileSync(file, 'utf8')) as { readonly ledger: { readonly key: string } };
    writeFileSync(file, stringify({ ...settings, ledger: { key: ledger.key, ...place } }));
    const worker = this.status().worker.pid ?? 0;
    process.kill(worker, 'SIGKILL');
    await this.ready({ worker });
    await this.#reading?.ledger.close();
    this.#reading = await openReading(place);
  }

  /** The ledger, read directly. */
  get reading(): Reading {
    if (!this.#reading) throw new Error('the sandbox was never up');
    return this.#reading;
  }

  /** Ends everything that was started here, also what a test left frozen or orphaned, and removes it. */
  async stop(): Promise<void> {
    const status = this.#status();
    if (status) this.#processes.remember(status);
    this.#processes.thaw();
    const down = await this.cli('down', '--quiet');
    await this.#reading?.ledger.close();
    this.#ec2?.destroy();
    const left = this.#processes.kill();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
    if (down.code !== 0 || left.length > 0)
      throw new Error(`the sandbox did not stop: exit ${down.code}, left ${left.join(', ')}: ${down.stderr}`);
  }

  #status(): SandboxStatus | null {
    return readStatus(join(this.home, 'status.json'));
  }
}

const configOf = ({ aws: { endpoint, region, credentials } }: SandboxStatus): ClientConfig => ({
  endpoint,
  region,
  credentials,
  maxAttempts: 8,
});
