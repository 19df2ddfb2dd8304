import { randomUUID } from 'node:crypto';
import type { Answer, RawRequest } from '../protocols/http.js';
import type { Models, ServiceModel } from '../protocols/model.js';
import { wantsJson } from '../protocols/query-json.js';
import { readRequest } from '../protocols/read-request.js';
import { s3Path } from '../protocols/s3-address.js';
import { invalidInput, validateInput } from '../protocols/validate-input.js';
import { writeError } from '../protocols/write-error.js';
import { findKey } from '../services/iam/credentials.js';
import { AwsFailure, type Caller } from '../services/operation.js';
import { regionOfBucket } from '../services/s3/find-bucket.js';
import type { World } from '../world/world.js';
import { authenticate } from './authenticate.js';
import { bodyProblem } from './body-checks.js';
import { authenticationFailure } from './disbelief.js';

/** A request that was believed and understood. */
export interface Received {
  readonly raw: RawRequest;
  readonly requestId: string;
  readonly caller: Caller;
  readonly account: string;
  readonly service: string;
  readonly region: string;
  readonly signatureVersion: 2 | 4;
  readonly model: ServiceModel;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly readOnly: boolean;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** A request that goes no further, and why, as far as it was understood. */
export interface Rejected extends Partial<Omit<Received, 'requestId' | 'raw'>> {
  readonly raw: RawRequest;
  readonly requestId: string;
  readonly service: string;
  readonly region: string;
  readonly failure: AwsFailure;
  readonly answer: Answer;
}

const READS =
  /^(Describe|List|Get|Head|Lookup|Search|Select|BatchGet|BatchDescribe|Check|Simulate|Query|Scan|Assume|Decode)/;

/** Whether an operation only reads, as CloudTrail counts it. */
export const onlyReads = (operation: string): boolean => READS.test(operation);

/** Who is calling, and what for: signature first, then the bytes against the model of the service. Never throws. */
export function receive(world: World, models: Models, raw: RawRequest): Received | Rejected {
  const requestId = randomUUID();
  const identity = authenticate(raw, (accessKeyId) => findKey(world, accessKeyId));
  // Without a signature nothing says which service is meant; S3 is the one that is asked so.
  const service = identity.service === '' ? 's3' : identity.service;
  // S3 answers where the bucket is when the signature does not say a Region.
  const region = service === 's3' && identity.region === '' ? regionOfBucket(world, s3Path(raw)) : identity.region;
  const sourceIp = raw.remoteAddress ?? '127.0.0.1';
  const userAgent = String(raw.headers['user-agent'] ?? '').slice(0, 1_024);
  const base = { raw, requestId, service, region, sourceIp, userAgent };
  const rejected = (failure: AwsFailure, known: Partial<Received> = {}): Rejected => ({
    ...base,
    ...known,
    failure,
    answer: writeError(known.model, raw.method, failure, requestId, wantsJson(known.model, raw)),
  });

  const read = readRequest(models, raw, service);
  const model = 'model' in read ? read.model : undefined;
  if ('disbelief' in identity) {
    const known = 'operation' in read ? { operation: read.operation, input: read.input } : {};
    return rejected(authenticationFailure(model?.protocol ?? 'rest-xml', identity.disbelief), {
      ...(model && { model }),
      ...known,
    });
  }
  const { caller, version: signatureVersion } = identity;
  if (!('operation' in read)) return rejected(read.failure, { ...(model && { model }), caller });
  const { operation, input } = read;
  const known = {
    model: read.model,
    operation,
    input,
    caller,
    signatureVersion,
    account: caller.account,
    readOnly: onlyReads(operation),
  };
  const problems = [...read.problems, ...validateInput(read.model, operation, input)];
  if (problems.length > 0) return rejected(invalidInput(read.model, operation, problems), known);
  const damaged = bodyProblem(read.model, operation, read.raw);
  if (damaged !== undefined) return rejected(damaged, known);
  return { ...base, ...known };
}
