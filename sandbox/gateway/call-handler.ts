import { setTimeout as sleep } from 'node:timers/promises';
import { parseCall, type ApiCall, type RawRequest } from './api-call.js';
import { authenticate } from './authentication.js';
import { authenticationError } from './authentication-errors.js';
import { errorAnswer, errorCodeOf, type Answer, type AwsError } from './aws-error.js';
import type { Fault, Faults } from './faults.js';
import type { KeyRing } from './key-ring.js';
import type { MotoClient } from './moto-client.js';
import { isNotSimulated, withRequestId } from './moto-answer.js';
import type { SettingsStore } from './settings.js';
import type { StaleReads } from './stale-reads.js';
import type { TokenBuckets } from './token-buckets.js';
import type { Trail } from './trail.js';
import { refusedHere, unsupported } from './unsupported.js';

/** What answering an AWS request takes. */
export interface Sandbox {
  readonly keys: KeyRing;
  readonly faults: Faults;
  readonly buckets: TokenBuckets;
  readonly settings: SettingsStore;
  readonly staleReads: StaleReads;
  readonly moto: MotoClient;
  readonly trail: Trail;
}

const INTERNAL: AwsError = { status: 500, code: 'InternalError', message: 'An internal error has occurred' };

/**
 * Answers one AWS request, or `undefined` when its connection is to be dropped. In this order: caller, fault, throttle,
 * refusal, effect, record, answer; so whatever had an effect is recorded, and whatever is answered is too.
 */
export async function answerCall(
  sandbox: Sandbox,
  request: RawRequest,
  gone: AbortSignal,
): Promise<Answer | undefined> {
  const call = parseCall(request);
  const caller = await authenticate(request, sandbox.keys);
  const principal = 'principal' in caller ? caller.principal : 'unknown';
  const finish = (answer: Answer): Answer => {
    record(sandbox.trail, call, principal, answer);
    return answer;
  };
  if ('disbelief' in caller) return finish(errorAnswer(call, authenticationError(call.protocol, caller.disbelief)));

  const fault = sandbox.faults.claim(call);
  if (fault?.kind === 'delay') await sleep(fault.delayMs);
  if (fault?.kind === 'hang-before-effect' && !(await sandbox.faults.hold(fault.id, gone))) return undefined;
  const stale = fault?.kind === 'stale-read' ? sandbox.staleReads.recall(call) : undefined;
  if (stale !== undefined) return finish(withRequestId(stale, call.requestId));

  const refusal = refuse(sandbox, call, request, fault);
  if (refusal !== undefined) return finish(errorAnswer(call, refusal));

  const answer = finish(await effect(sandbox, call, request, fault));
  if (fault?.kind === 'hang-after-effect') await sandbox.faults.hold(fault.id, gone);
  return fault?.kind === 'lost-answer' ? undefined : answer;
}

function refuse(sandbox: Sandbox, call: ApiCall, request: RawRequest, fault: Fault | undefined): AwsError | undefined {
  if (fault?.kind === 'error') return { status: fault.status, code: fault.code, message: fault.message };
  if (fault?.kind === 'throttle') return throttled(call);
  const throttle = sandbox.settings.current().bucketsEnabled ? sandbox.buckets.take(call) : undefined;
  return throttle ?? refusedHere(call, request.target);
}

async function effect(sandbox: Sandbox, call: ApiCall, request: RawRequest, fault: Fault | undefined): Promise<Answer> {
  const settings = sandbox.settings;
  const extra = {
    'x-firebreak-operation': call.operation,
    'x-firebreak-now': String(settings.now()),
    'x-firebreak-snapshot-ms': String(settings.current().snapshotMs),
    'x-firebreak-snapshot-outcome': fault?.kind === 'snapshot-error' ? 'error' : 'completed',
  } as const;
  try {
    const answer = await sandbox.moto.send(request, extra, call.readOnly && call.service !== 'sts');
    if (isNotSimulated(answer, request.method)) {
      return errorAnswer(call, unsupported(call, reason(answer)));
    }
    const told = withRequestId(answer, call.requestId);
    sandbox.staleReads.remember(call, told);
    return told;
  } catch {
    // moto died under the call: whether it took effect is unknown, as after any AWS 500.
    return errorAnswer(call, INTERNAL);
  } finally {
    if (call.service === 'iam' || call.service === 'sts') sandbox.keys.forget();
  }
}

function throttled(call: ApiCall): AwsError {
  if (call.protocol === 'ec2') return { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' };
  const code = call.protocol === 'query' ? 'Throttling' : 'ThrottlingException';
  return { status: 400, code, message: 'Rate exceeded' };
}

function reason(answer: Answer): string {
  const line = answer.body.subarray(0, 200).toString('utf8').split('\n')[0] ?? '';
  return line === '' || line.startsWith('<') ? 'the base simulator does not know it' : line;
}

function record(trail: Trail, call: ApiCall, principal: string, answer: Answer): void {
  const errorCode = errorCodeOf(answer);
  trail.append({
    eventTime: new Date().toISOString(),
    eventSource: `${call.service || 'unknown'}.amazonaws.com`,
    eventName: call.operation,
    awsRegion: call.region,
    accessKeyId: call.accessKeyId,
    principal,
    requestID: call.requestId,
    requestParameters: call.parameters,
    readOnly: call.readOnly,
    httpStatus: answer.status,
    ...(errorCode === undefined ? {} : { errorCode }),
  });
}
