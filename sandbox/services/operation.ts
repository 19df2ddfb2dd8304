import type { Reaction } from '../world/agenda.js';
import type { Scope, World } from '../world/world.js';

/** Where in the world something happens: what a request and a reaction have in common. */
export interface Place extends Scope {
  readonly world: World;
}

/** Who makes a call, as IAM sees it. */
export interface Caller {
  readonly account: string;
  readonly accessKeyId: string;
  /** `arn:aws:iam::…:root`, `…:user/x` or `arn:aws:sts::…:assumed-role/role/session`. */
  readonly arn: string;
  readonly kind: 'root' | 'user' | 'session' | 'service';
  /** What `aws:userid` is: `AIDA…`, `AROA…:session`, or the account for root. */
  readonly userId: string;
  /** The row of the session in `sts.sessions`, for callers with temporary credentials. */
  readonly session?: string;
}

/** One permission that a call takes. Every resource of it must be allowed. */
export interface Need {
  /** `ec2:CreateTags` */
  readonly action: string;
  /** ARNs; `*` where AWS has no resource-level permissions for the action. */
  readonly resources: readonly string[];
  /** Condition keys of this request besides the global ones: `ec2:CreateAction`, `aws:RequestTag/x`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** One authenticated request, as an operation sees it. */
export interface Call extends Place {
  readonly requestId: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly sourceIp: string;
  /** Refuses as AWS would unless the caller may, for what depends on more than the input. */
  readonly require: (need: Need) => void;
}

/**
 * One operation of a service. `run` gets an input that the service model has accepted (times are Dates, blobs are
 * Buffers, names are the model's) and answers in the model's output shape; it runs as one transaction, so throwing
 * leaves no trace. A `DryRun` is answered by the gateway, which takes back what `run` did.
 */
export interface Operation<Input = never, Output = unknown> {
  readonly run: (call: Call, input: Input) => Output;
  /** What the caller must be allowed. Default: the operation's own action on every resource. */
  readonly needs?: (call: Call, input: Input) => readonly Need[];
}

/** Operations of one family by name. */
export type Operations = Readonly<Record<string, Operation>>;

/** Gives `run` the types of the AWS SDK: `operation<CreateVpcRequest, CreateVpcResult>(…)`. */
export const operation = <Input, Output>(
  run: Operation<Input, Output>['run'],
  needs?: Operation<Input, Output>['needs'],
): Operation => ({ run, ...(needs && { needs }) }) as Operation;

/** A service that the sandbox plays itself. */
export interface Service {
  /** The name in a signature's credential scope: `ec2`, `elasticloadbalancing`. */
  readonly name: string;
  /** The folder of its model in botocore: `ec2`, `elbv2`. */
  readonly model: string;
  /** The prefix of its IAM actions, where it is not `name`. */
  readonly prefix?: string;
  readonly families: readonly Operations[];
  /** The policy (JSON) of the resource with that ARN, where the service has such policies: a bucket's, a key's. */
  readonly resourcePolicy?: (world: World, arn: string) => string | undefined;
  /** The account of a resource whose ARN does not say it (a bucket's). */
  readonly resourceOwner?: (world: World, arn: string) => string | undefined;
  /** The error that says a dry run would have succeeded, where it is not EC2's `DryRunOperation`. */
  readonly dryRun?: () => AwsFailure;
  /** What happens later in this service, by the kind planned on the world's agenda. */
  readonly reactions?: (world: World) => Readonly<Record<string, Reaction>>;
}

/** An error in AWS's terms, written by the gateway in the protocol of the service. */
export class AwsFailure extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error's shape. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Further headers of the answer, which no shape tells of. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status = 400,
    members: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
    this.headers = headers;
  }
}

/** What AWS refuses `work` with; undefined when it does not. Any other error is thrown on. */
export const refusalOf = (work: () => unknown): AwsFailure | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AwsFailure) return error;
    throw error;
  }
};

/** A refusal of a part: what the operation did before it threw this stays done. */
export class PartialFailure extends AwsFailure {}
