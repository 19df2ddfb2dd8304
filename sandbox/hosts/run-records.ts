import type { Place } from '../services/operation.js';
import type { Table } from '../world/store.js';
import type { PlayState } from './play.js';

/** A script that runs, or ran, on a host. Times are epoch milliseconds of the world. */
export type HostRun = {
  readonly instanceId: string;
  readonly script: string;
  readonly startedAt: number;
  /** When the operating system started that it runs under: it does not survive the next start. */
  readonly bootedAt: number;
  readonly state: PlayState;
  readonly stdout: string;
  readonly stderr: string;
  /** When it ended, and how. A killed script has an end without an exit code. */
  readonly endedAt?: number;
  readonly exit?: number;
};

/** A file that a capture left on a disk of the host. It is not evidence until it is somewhere else. */
export type DumpFile = {
  readonly instanceId: string;
  readonly path: string;
  /** The EBS volume it is on, unless it is on the host's own disk. */
  readonly volumeId?: string;
  readonly bytes: number;
  /** The start of the operating system whose memory it is; what it is read from otherwise does not change. */
  readonly bootedAt: number;
  readonly at: number;
  /** Somebody on the host has overwritten it since. */
  readonly altered?: true;
};

export const runsIn = (place: Place): Table<HostRun> => place.world.table('hosts.runs', place);
export const dumpsIn = (place: Place): Table<DumpFile> => place.world.table('hosts.dumps', place);

/** Which run holds, or held, the lock of a nonce and a kind of script on a host. */
export const locksIn = (place: Place): Table<{ readonly run: string }> => place.world.table('hosts.locks', place);
