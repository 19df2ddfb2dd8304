import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { EC2 } from '@aws-sdk/client-ec2';
import { openReading } from '../../cli/session/reading.js';
import type { Reading } from '../../cli/session/session.js';
import { adminClient, type AdminClient } from '../../sandbox/gateway/admin-client.js';
import { adminToken } from '../../sandbox/gateway/credentials.js';
import type { RecordedEvent } from '../../sandbox/services/cloudtrail/record.js';
import { worldFiles } from '../../sandbox/gateway/world-files.js';
import { readStatus, type SandboxStatus } from '../../sandbox/stack/status.js';
import type { Entry, EntryKind } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { GateView, RunView, StepView } from '../../workflows/contract/views.js';
import type { RunState } from '../../workflows/contract/words.js';
import { until } from './aws.js';

const ROOT = resolve(import.meta.dirname, '..', '..');
const PROGRAM = join(ROOT, 'dist', 'cli', 'bin.js');

/** The longest that a test waits for anything. */
const PATIENCE = 60_000;

/** What one command said, and how it ended. */
export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Its stdout as one JSON document. */
  readonly json: <T = unknown>() => T;
}

/** A run as `firebreak run --json` announces it. */
export interface Launched {
  readonly id: string;
  readonly case: string;
  readonly state: RunState;
  readonly planHash: Hash;
}

/** An instance made for one test. */
export interface TestInstance {
  readonly id: string;
  /** In the order of their devices. */
  readonly interfaces: readonly string[];
  readonly volumes: readonly string[];
}

/** Security groups by network interface, as AWS reads them back. */
export type Groups = Readonly<Record<string, readonly string[]>>;

/** A whole sandbox of its own: Temporal, AWS, worker, supervised, under a temporary home, steered by the real CLI. */
export class Stack {
  #ec2: EC2 | undefined;
  #reading: Reading | undefined;
  readonly #pids = new Set<number>();

  private constructor(readonly home: string) {}

  /** Brings one up. What it has started is stopped again when that fails. */
  static async start(): Promise<Stack> {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: run "npm run build" first`);
    const stack = new Stack(mkdtempSync(join(tmpdir(), 'firebreak-e2e-')));
    mkdirSync(join(stack.home, 'logs'));
    try {
      await stack.up();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Runs one command, as a script would: no terminal, nothing on stdin but `input`. */
  async cliWith(
    { input = '', env = {} }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv },
    ...args: readonly string[]
  ): Promise<Told> {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      // A folder without a firebreak.yaml: what is read is the one of FIREBREAK_HOME.
      cwd: join(this.home, 'logs'),
      env: { PATH: process.env['PATH'], HOME: this.home, FIREBREAK_HOME: this.home, NODE_NO_WARNINGS: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => undefined).end(input);
    const code = new Promise<number | null>((settle, fail) => {
      child.once('error', fail);
      child.once('close', settle);
    });
    const [out, err, ended] = await Promise.all([buffer(child.stdout), buffer(child.stderr), code]);
    const [stdout, stderr] = [out.toString('utf8'), err.toString('utf8')];
    return { code: ended, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
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
    this.#remember(status);
    this.#ec2?.destroy();
    this.#ec2 = new EC2({
      endpoint: status.aws.endpoint,
      region: status.aws.region,
      credentials: status.aws.credentials,
      maxAttempts: 8,
    });
    this.#reading ??= openReading(status.ledger.path);
    return status;
  }

  /** What the supervisor says now. Throws when none runs. */
  status(): SandboxStatus {
    const status = readStatus(join(this.home, 'status.json'));
    if (!status) throw new Error(`no sandbox runs in ${this.home}`);
    this.#remember(status);
    return status;
  }

  /** Waits until everything in the sandbox serves, with a process in `other`'s place when one is named. */
  ready(other?: {
    readonly worker?: number;
    readonly temporal?: number;
    readonly gateway?: number;
  }): Promise<SandboxStatus> {
    const file = join(this.home, 'status.json');
    return until(
      'the sandbox to serve',
      async () => {
        const status = readStatus(file);
        if (!status?.ready) return undefined;
        const same =
          status.worker.pid === other?.worker ||
          status.temporal.pid === other?.temporal ||
          status.aws.pids[0] === other?.gateway;
        if (same) return undefined;
        this.#remember(status);
        return status;
      },
      PATIENCE,
    );
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

  /** The ledger, read directly. */
  get reading(): Reading {
    if (!this.#reading) throw new Error('the sandbox was never up');
    return this.#reading;
  }

  /** A run as the ledger shows it now. */
  view(run: string): RunView {
    return this.reading.run(run);
  }

  /** The entries of a run, of one kind or all. */
  entries<K extends EntryKind>(run: string, kind: K): readonly Entry<K>[] {
    return this.reading.ledger.entries(this.view(run).case, { run, kinds: [kind] }) as unknown as readonly Entry<K>[];
  }

  /** Waits until `look` finds something in the run's view. */
  until<T>(run: string, what: string, look: (view: RunView) => T | undefined | false): Promise<T> {
    return until(
      `${run}: ${what}`,
      async () => {
        const found = look(this.view(run));
        return found === false ? undefined : found;
      },
      PATIENCE,
    ).catch((error: unknown) => {
      const { state, reason } = this.view(run);
      throw new Error(`${String(error)}; it is ${state} (${reason ?? 'no reason'})`, { cause: error });
    });
  }

  /** Waits until the run is in `state`. */
  untilState(run: string, state: RunState): Promise<RunView> {
    return this.until(run, `state ${state}`, (view) => view.state === state && view);
  }

  /** Waits until the step of that action is in `state`. */
  untilStep(run: string, action: string, state: StepView['state']): Promise<StepView> {
    return this.until(run, `${action} ${state}`, (view) =>
      stepsOf(view).find((one) => one.action === action && one.state === state),
    );
  }

  /** Waits until the run asks for a signature (on another plan than `other`). */
  untilAsked(run: string, other?: Hash): Promise<GateView & { readonly plan: Hash }> {
    return this.until(run, 'a gate that waits', ({ gates }) =>
      gates.find(
        (gate): gate is GateView & { readonly plan: Hash } =>
          gate.kind === 'approval' && gate.state === 'waiting' && gate.plan !== null && gate.plan !== other,
      ),
    );
  }

  /** Waits until the one run of a case asks for a signature. */
  untilAskedIn(caseId: string): Promise<{ readonly run: string; readonly plan: Hash }> {
    return until(
      `a gate in ${caseId}`,
      async () => {
        const id = this.reading.runs().find((one) => one.case === caseId)?.id;
        const plan = id && this.view(id).gates.find((gate) => gate.state === 'waiting')?.plan;
        return id && plan ? { run: id, plan } : undefined;
      },
      PATIENCE,
    );
  }

  /** Waits until a step of the run failed and asks for a decision. */
  untilFailed(run: string, step?: string): Promise<GateView & { readonly step: string }> {
    return this.until(run, 'a failure gate that waits', ({ gates }) =>
      gates.find(
        (gate): gate is GateView & { readonly step: string } =>
          gate.kind === 'failure' &&
          gate.state === 'waiting' &&
          gate.step !== null &&
          (step ?? gate.step) === gate.step,
      ),
    );
  }

  /** Asks for containment, as the responder. */
  launch(instanceId: string, ...more: readonly string[]): Promise<Launched> {
    return this.ask<Launched>('run', 'contain-instance', '--set', `instanceId=${instanceId}`, '--quiet', ...more);
  }

  /** Signs, as the lead. */
  approve(run: string, plan: Hash): Promise<unknown> {
    return this.ask('approve', run, '--plan', plan, '--reason', 'confirmed', '--as', 'ir-lead');
  }

  /** Asks for containment and signs it. */
  async contain(instanceId: string): Promise<Launched> {
    const run = await this.launch(instanceId);
    await this.approve(run.id, run.planHash);
    return run;
  }

  /** Asks for a release, signs it, and waits until everything is put back. */
  async release(run: string): Promise<RunView> {
    const { planHash } = await this.ask<{ planHash: Hash }>('release', run, '--reason', 'host rebuilt', '--quiet');
    await this.approve(run, planHash);
    return this.untilState(run, 'released');
  }

  /** The security groups of an instance's interfaces, as AWS reads them back to us. */
  async groups(instanceId: string): Promise<Groups> {
    const { NetworkInterfaces = [] } = await this.ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }],
    });
    return Object.fromEntries(
      NetworkInterfaces.map((one) => [
        one.NetworkInterfaceId ?? '',
        (one.Groups ?? []).flatMap((group) => group.GroupId ?? []).sort(),
      ]),
    );
  }

  /** Launches an instance for one test and lets it run, by default with two interfaces and two volumes. */
  async instance({ interfaces = 2, volumes = 2 } = {}): Promise<TestInstance> {
    const { subnetId, vpcId, web, ssh } = await this.#network();
    const launched = await this.ec2.runInstances({
      ImageId: 'ami-0f1eb4ea0000000a1',
      InstanceType: 't3.medium',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: Array.from({ length: interfaces }, (_, index) => ({
        DeviceIndex: index,
        SubnetId: subnetId,
        Groups: index === 0 ? [web, ssh] : [ssh],
        DeleteOnTermination: true,
      })),
      BlockDeviceMappings: Array.from({ length: volumes }, (_, index) => ({
        // The first is the root of the image.
        DeviceName: index === 0 ? '/dev/xvda' : `/dev/sd${'abcdefgh'[index]}`,
        Ebs: { VolumeSize: 8 + index, DeleteOnTermination: true },
      })),
    });
    const made = launched.Instances?.[0];
    if (!made?.InstanceId || made.VpcId !== vpcId) throw new Error('the sandbox launched no instance');
    // It is pending until the world's clock has gone on a little.
    await this.admin.advanceClock(10_000);
    return {
      id: made.InstanceId,
      interfaces: [...(made.NetworkInterfaces ?? [])]
        .sort((a, b) => (a.Attachment?.DeviceIndex ?? 0) - (b.Attachment?.DeviceIndex ?? 0))
        .map((one) => one.NetworkInterfaceId ?? ''),
      volumes: (made.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
    };
  }

  /** Ids of the seeded network that instances for tests live in. */
  async #network(): Promise<{
    readonly vpcId: string;
    readonly subnetId: string;
    readonly web: string;
    readonly ssh: string;
  }> {
    const [{ SecurityGroups = [] }, { Subnets = [] }] = await Promise.all([
      this.ec2.describeSecurityGroups({ Filters: [{ Name: 'group-name', Values: ['web', 'ssh'] }] }),
      this.ec2.describeSubnets({ Filters: [{ Name: 'cidr-block', Values: ['10.40.16.0/20'] }] }),
    ]);
    const group = (name: string): string => SecurityGroups.find((one) => one.GroupName === name)?.GroupId ?? '';
    return {
      vpcId: Subnets[0]?.VpcId ?? '',
      subnetId: Subnets[0]?.SubnetId ?? '',
      web: group('web'),
      ssh: group('ssh'),
    };
  }

  /** How many AWS calls were made so far: what happens later is `events` since then. */
  async mark(): Promise<number> {
    return (await this.admin.events(Number.MAX_SAFE_INTEGER)).next;
  }

  /** The calls since `mark` that took effect: of one name, or every one that may change something. */
  async effects(mark: number, name?: string): Promise<readonly RecordedEvent[]> {
    return (await this.admin.events(mark)).events.filter(
      (event) => event.errorCode === undefined && (name === undefined ? !event.readOnly : event.eventName === name),
    );
  }

  /** Every call of one name since `mark`, also the refused ones. */
  async calls(mark: number, name: string): Promise<readonly RecordedEvent[]> {
    return (await this.admin.events(mark)).events.filter((event) => event.eventName === name);
  }

  /** Ends everything that was started here, also what a test left frozen or orphaned, and removes it. */
  async stop(): Promise<void> {
    const status = readStatus(join(this.home, 'status.json'));
    if (status) this.#remember(status);
    for (const pid of this.#pids) signal(pid, 'SIGCONT', this.home);
    const down = await this.cli('down', '--quiet');
    this.#reading?.ledger.close();
    this.#ec2?.destroy();
    const left = [...this.#pids].filter((pid) => signal(pid, 'SIGKILL', this.home));
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
    if (down.code !== 0 || left.length > 0)
      throw new Error(`the sandbox did not stop: exit ${down.code}, left ${left.join(', ')}: ${down.stderr}`);
  }

  #remember({ supervisor, temporal, aws, worker }: SandboxStatus): void {
    for (const pid of [supervisor.pid, temporal.pid, ...aws.pids, worker.pid]) if (pid) this.#pids.add(pid);
  }
}

/** Every step of a run, those of releases included. */
export const stepsOf = (view: RunView): readonly StepView[] =>
  view.stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps));

/** The one step of that action in the run itself. */
export const stepOf = (view: RunView, action: string): StepView => {
  const [found, ...more] = view.stages
    .filter((stage) => !stage.name.startsWith('release-'))
    .flatMap((stage) => stage.tracks.flatMap((track) => track.steps))
    .filter((step) => step.action === action);
  if (!found || more.length > 0) throw new Error(`${view.id} has ${more.length + (found ? 1 : 0)} steps ${action}`);
  return found;
};

// A process id that was written down may be somebody else's by now: ours are children of this home's supervisor.
const signal = (pid: number, name: NodeJS.Signals, home: string): boolean => {
  try {
    const environment = execFileSync('ps', ['eww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    if (!environment.includes(home)) return false;
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
};
