import type { Place } from '../operation.js';
import type { Table } from '../../world/store.js';

/** What Systems Manager knows of an instance's agent. Times are epoch milliseconds of the world's clock. */
export type AgentRecord = {
  readonly registeredAt: number;
  /** Since when it has been in touch without a break. */
  readonly connectedAt: number;
  /** When it was last in touch, once it is not any more. */
  readonly lostAt?: number;
};

/** One version of a document; `sharedWith` holds account ids and `all`. */
export type DocumentVersion = {
  readonly version: number;
  readonly name?: string;
  readonly content: string;
  readonly format: 'JSON' | 'YAML';
  readonly createdAt: number;
};

export type DocumentRecord = {
  readonly name: string;
  readonly type: 'Command' | 'Session';
  readonly displayName?: string;
  readonly targetType?: string;
  readonly versions: readonly DocumentVersion[];
  readonly defaultVersion: number;
  readonly sharedWith: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
};

/** A step of a document with its parameters filled in, as a host runs it. */
export type PlannedStep = {
  /** The step's name, by which GetCommandInvocation asks for it: the plugin's in schema 1.2. */
  readonly name: string;
  /** `aws:runShellScript` */
  readonly plugin: string;
  readonly script: string;
  readonly timeoutMs: number;
  /** The only platform it runs on; elsewhere the step is passed over. */
  readonly platform?: 'linux' | 'windows';
};

/** A command as it was sent. Times are epoch milliseconds. */
export type CommandRecord = {
  readonly id: string;
  readonly documentName: string;
  readonly documentVersion: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly instanceIds: readonly string[];
  readonly requestedAt: number;
  /** It is not delivered from then on (`TimeoutSeconds`). */
  readonly deliverUntil: number;
  /** It times out then, wherever it is: delivery and execution together. */
  readonly expiresAt: number;
  readonly timeoutSeconds: number;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly output?: { readonly bucket: string; readonly prefix: string };
  readonly steps: readonly PlannedStep[];
  readonly cancelled: boolean;
};

export type InvocationStatus =
  'Pending' | 'InProgress' | 'Delayed' | 'Success' | 'Cancelled' | 'TimedOut' | 'Failed' | 'Cancelling';

/** What Systems Manager was told of one step on one host. Texts are cut as the agent cuts them. */
export type StepResult = {
  readonly status: 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';
  readonly details: string;
  readonly code: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly stdout: string;
  readonly stderr: string;
};

/** A command's copy for one instance. */
export type InvocationRecord = {
  readonly commandId: string;
  readonly instanceId: string;
  readonly status: InvocationStatus;
  readonly details: string;
  /** When the host got it. */
  readonly startedAt?: number;
  /** The step that runs, and what the host knows of those before. */
  readonly step: number;
  readonly done: readonly StepResult[];
  /** What Systems Manager knows of them: nothing until all have ended and the host could say so. */
  readonly reported?: readonly StepResult[];
};

/** A Session Manager session. */
export type SessionRecord = {
  readonly id: string;
  readonly target: string;
  readonly owner: string;
  readonly ownerUserId: string;
  readonly documentName: string;
  readonly reason?: string;
  readonly startedAt: number;
  /** Someone types in it until then. */
  readonly busyUntil: number;
  readonly bootedAt: number;
  readonly terminatedAt?: number;
};

export const agentsIn = (place: Place): Table<AgentRecord> => place.world.table('ssm.agents', place);
export const documentsIn = (place: Place): Table<DocumentRecord> => place.world.table('ssm.documents', place);
export const commandsIn = (place: Place): Table<CommandRecord> => place.world.table('ssm.commands', place);
/** By `invocationId`. */
export const invocationsIn = (place: Place): Table<InvocationRecord> => place.world.table('ssm.invocations', place);
export const sessionsIn = (place: Place): Table<SessionRecord> => place.world.table('ssm.sessions', place);

export const invocationId = (commandId: string, instanceId: string): string => `${commandId}/${instanceId}`;

/** The host's run of one step. */
export const runId = (commandId: string, instanceId: string, step: number): string =>
  `${commandId}/${instanceId}/${step}`;

const ENDED: ReadonlySet<string> = new Set(['Success', 'Cancelled', 'TimedOut', 'Failed']);

export const hasEnded = ({ status }: { readonly status: string }): boolean => ENDED.has(status);
