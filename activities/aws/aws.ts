import type { EC2 } from '@aws-sdk/client-ec2';
import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Json, JsonObject } from '../../workflows/contract/json.js';
import type { EntryBodies } from '../../workflows/contract/entries.js';

/** What an action may use. Reads go through the clients; changes only through `make` and `create`, as they were planned. */
export type Aws = {
  readonly account: string;
  readonly region: string;
  readonly ec2: EC2;
  readonly autoscaling: AutoScaling;
  readonly elbv2: ElasticLoadBalancingV2;
  /** Makes a read once for all steps that are planned together, so that they see one world; anew in every other phase. */
  readonly once: <T>(read: string, make: () => Promise<T>) => Promise<T>;
  /** Makes a planned call. `values` fill its placeholders; what does not match the signed plan is refused. */
  readonly make: (id: string, values?: JsonObject) => Promise<JsonObject>;
  /**
   * Makes a planned call that creates something and has no client token, once: what an earlier attempt created is
   * returned, or, when its answer was lost, looked for with `find`, which is given the time of the first intent.
   */
  readonly create: (id: string, find: (since: Date) => Promise<JsonObject | null>) => Promise<JsonObject>;
  /** Keeps what must outlive this attempt (such as a prior state) durably, before the first write. */
  readonly keep: (output: Json) => Promise<void>;
  /** What an earlier attempt of the step kept, or null. */
  readonly kept: () => Promise<Json>;
  /** Registers something collected. */
  readonly collected: (evidence: Omit<EntryBodies['evidence'], 'run' | 'step'>) => Promise<void>;
  /** The output of another step of the run, or null. */
  readonly outputOf: (step: string) => Promise<Json>;
  /** Shows progress of something that takes long, and lets Temporal know that the attempt lives. */
  readonly progress: (note: string) => Promise<void>;
  /** Rejects when the attempt is cancelled; otherwise resolves after `ms`. */
  readonly wait: (ms: number) => Promise<void>;
};
