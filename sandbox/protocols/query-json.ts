import type { OperationModel, ServiceModel } from './model.js';
import type { RawRequest } from './http.js';
import { jsonMembers } from './write-json.js';

/**
 * Whether a service of the query protocol is asked for JSON. AWS does not document that STS answers so; those who verify
 * signed GetCallerIdentity requests go by it (kubernetes-sigs/aws-iam-authenticator, gravitational/teleport).
 */
export const wantsJson = (model: ServiceModel | undefined, { headers }: Pick<RawRequest, 'headers'>): boolean =>
  model?.folder === 'sts' && headers['accept'] === 'application/json';

/** What `operation` answers, as JSON. */
export const queryAnswerJson = (
  { name, output, resultWrapper }: OperationModel,
  value: object,
  requestId: string,
): string =>
  JSON.stringify({
    [`${name}Response`]: {
      ...(output && { [resultWrapper ?? `${name}Result`]: jsonMembers(output, value) }),
      ResponseMetadata: { RequestId: requestId },
    },
  });

/** An error as JSON. */
export const queryErrorJson = (code: string, message: string, status: number, requestId: string): string =>
  JSON.stringify({
    Error: { Code: code, Message: message, Type: status < 500 ? 'Sender' : 'Receiver' },
    RequestId: requestId,
  });
