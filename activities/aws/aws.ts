import type { EC2 } from '@aws-sdk/client-ec2';
import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAM } from '@aws-sdk/client-iam';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { Hash, Json, JsonObject } from '../../workflows/contract/json.js';
import type { EntryBodies } from '../../workflows/contract/entries.js';
import type { Vault } from './vault.js';

/** What fills the placeholders of a planned call: JSON, and what the SDK wants as a date or as bytes. */
export type Values = { readonly [name: string]: Json | Date | Uint8Array };

/** A read of several things of one kind in one call. */
export type BatchRead<T> = {
  /** Most ids that one call takes. */
  readonly most: number;
  /** What AWS knows by these ids. What it does not know is not in the answer: one such id must not fail the others. */
  readonly read: (aws: Aws, ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;
};

/** What an action may use. Reads go through the clients; changes only through `make` and `create`, as they were planned. */
export type Aws = {
  readonly account: string;
  readonly region: string;
  readonly ec2: EC2;
  readonly autoscaling: AutoScaling;
  readonly elb: ElasticLoadBalancing;
  readonly elbv2: ElasticLoadBalancingV2;
  readonly iam: IAM;
  readonly ssm: SSM;
  readonly sts: STS;
  /** The evidence vault, or null where none is configured. */
  readonly vault: Vault | null;
  /** Makes a read once for all steps that are planned together, so that they see one world; anew in every other phase. */
  readonly once: <T>(read: string, make: () => Promise<T>) => Promise<T>;
  /**
   * Reads one of many: in one call with what other steps that are planned together ask for, and once for all of them;
   * alone and anew in every other phase. Undefined where AWS does not know it.
   */
  readonly together: <T>(batch: BatchRead<T>, id: string) => Promise<T | undefined>;
  /**
   * So many targets are planned together that what AWS tells only of one at a time is not asked: it takes a second for
   * twenty (limits of the EC2 API). It is read, and kept, when the step is applied.
   */
  readonly isCrowd: boolean;
  /** Makes a planned call. `values` fill its placeholders; what does not match the signed plan is refused. */
  readonly make: (id: string, values?: Values) => Promise<JsonObject>;
  /**
   * Makes a planned call that creates something and has no client token, once: what an earlier attempt created is
   * returned, or, when its answer was lost, looked for with `find`, which is given the time of the first intent. Its
   * `values` are asked for only when it is really made.
   */
  readonly create: (
    id: string,
    find: (since: Date) => Promise<JsonObject | null>,
    values?: () => Promise<Values>,
  ) => Promise<JsonObject>;
  /** What a planned call of this step answered, now or in an earlier attempt, or null. */
  readonly answerOf: (id: string) => Promise<JsonObject | null>;
  /** What a planned call of this step asked of AWS when it was announced first, or null. */
  readonly askedOf: (id: string) => Promise<Json>;
  /** Keeps what must outlive this attempt (such as a prior state) durably, before the first write. */
  readonly keep: (output: Json) => Promise<void>;
  /** What an earlier attempt of the step kept, or null. */
  readonly kept: () => Promise<Json>;
  /** Registers something collected. */
  readonly collected: (evidence: Omit<EntryBodies['evidence'], 'run' | 'step'>) => Promise<void>;
  /** Keeps a document (8 MiB at most) beside the ledger, under the hash that it answers. */
  readonly store: (document: Json) => Promise<Hash>;
  /** The output of another step of the run, or null. */
  readonly outputOf: (step: string) => Promise<Json>;
  /** Shows progress of something that takes long, and lets Temporal know that the attempt lives. */
  readonly progress: (note: string) => Promise<void>;
  /** Rejects when the attempt is cancelled; otherwise resolves after `ms`. */
  readonly wait: (ms: number) => Promise<void>;
};
