import { onlyReads } from '../../gateway/received.js';
import { recordCall } from '../../services/cloudtrail/record.js';
import { authorize } from '../../services/iam/authorize.js';
import { findKey } from '../../services/iam/credentials.js';
import { noteKeyUse } from '../../services/iam/key-use.js';
import { uuid } from '../../services/ids.js';
import { services } from '../../services/index.js';
import { AwsFailure, type Place } from '../../services/operation.js';
import { perform } from '../../services/perform.js';
import { ScenarioRefused } from './scenario.js';

/** Who makes calls in a scenario, and from where. */
export type Actor = { readonly accessKeyId: string; readonly ip: string; readonly agent: string };

/** The past of a scenario. Times are minutes before now. */
export type Past = {
  /** Runs `work` as of that time. */
  readonly at: <T>(minutesAgo: number, work: () => T) => T;
  /**
   * A call of the AWS API, made then: with its effect, if the policies in force let it through, and its CloudTrail
   * record either way. Answers its output; undefined when AWS refused it.
   */
  readonly call: <T = unknown>(
    minutesAgo: number,
    actor: Actor,
    service: string,
    operation: string,
    input?: Readonly<Record<string, unknown>>,
  ) => T | undefined;
};

const MINUTE = 60_000;

/** Opens the past of a place. To be used in a transaction. */
export const pastOf = (place: Place): Past => {
  const { world, account, region } = place;
  const now = world.clock.now();
  const at: Past['at'] = (minutesAgo, work) => world.clock.during(now - minutesAgo * MINUTE, work);
  const call: Past['call'] = (minutesAgo, { accessKeyId, ip, agent }, name, operation, input = {}) => {
    const service = services.find((one) => one.name === name);
    const caller = findKey(world, accessKeyId)?.caller;
    if (service === undefined || caller === undefined) throw new ScenarioRefused(`${name} is not called: no such key`);
    const request = { service, operation, input, region, caller, requestId: uuid(), sourceIp: ip, userAgent: agent };
    return at(minutesAgo, () => {
      const outcome = attempt(() => perform(world, authorize, request));
      noteKeyUse(world, accessKeyId, name, region, Date.now() - minutesAgo * MINUTE);
      recordCall(world, {
        service: name,
        operation,
        input,
        output: outcome.output,
        ...(outcome.error && { error: outcome.error }),
        caller,
        requestId: request.requestId,
        region,
        account,
        sourceIp: ip,
        userAgent: agent,
        readOnly: onlyReads(operation),
        at: world.clock.now(),
      });
      return outcome.output as never;
    });
  };
  return { at, call };
};

const attempt = (work: () => unknown): { readonly output?: unknown; readonly error?: AwsFailure } => {
  try {
    return { output: work() };
  } catch (error) {
    if (error instanceof AwsFailure) return { error };
    throw error;
  }
};
