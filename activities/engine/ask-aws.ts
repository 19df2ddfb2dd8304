import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { z } from 'zod';
import { stsHosts } from '../../ledger/aws-proof/hosts.js';
import { authorizationOf, proofRequest, proofTime, proofWindow } from '../../ledger/aws-proof/request.js';
import type { ProofRequest } from '../../ledger/aws-proof/request.js';
import { IdentityError } from '../../ledger/identity-error.js';
import type { AwsCheck, AwsSigned } from '../../workflows/contract/documents.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { failure } from '../aws/errors.js';

/** No answer of GetCallerIdentity is anywhere near as long, in bytes. */
const longest = 64 * 1024;
/** Milliseconds; an answer must come within one attempt of the activity. */
const patience = 5_000;

// What STS answers to `accept: application/json`; that it does is not in its API Reference, but what verifiers of signed
// GetCallerIdentity requests go by (kubernetes-sigs/aws-iam-authenticator, gravitational/teleport).
const answerSchema = z.strictObject({
  GetCallerIdentityResponse: z.strictObject({
    GetCallerIdentityResult: z.strictObject({
      Account: z.string().regex(/^\d{12}$/),
      Arn: z.string().min(20).max(2048),
      UserId: z.string().min(1).max(256),
    }),
    ResponseMetadata: z.strictObject({ RequestId: z.string().min(1).max(128) }),
  }),
});
const errorSchema = z.object({ Error: z.object({ Code: z.string().max(128) }) });

/**
 * Shows an AWS proof to AWS STS, and answers whose credentials it says signed. What is sent is made here, from our own
 * copy of the document; it goes to the STS of the Region that the proof names, or, in a sandbox, to its one endpoint.
 * IdentityError when AWS does not bear the proof out; a failure that is tried again when AWS cannot be asked.
 */
export const askAws = async ({ document, aws }: AwsSigned, sandbox: string | null): Promise<AwsCheck> => {
  const now = Date.now();
  const at = new Date(now).toISOString();
  // Written so that no time at all is refused as well.
  if (!(Math.abs(now - proofTime(aws.date)) <= proofWindow))
    throw new IdentityError('stale-proof', `the AWS proof was made at ${aws.date}, and it is ${at} here`);
  const host = stsHosts.get(aws.region);
  if (host === undefined) throw new IdentityError('malformed', `there is no Region ${JSON.stringify(aws.region)}`);
  const url = new URL(sandbox ?? `https://${host}`);
  const request = proofRequest(document, aws, url.host);
  const { status, text } = await send(url, request, authorizationOf(request, aws, aws.signature));
  if (status === 429 || status >= 500)
    throw failure(failureTypes.unavailable, `AWS STS at ${url.host} answered ${status}.`, 'It is asked again.');
  const said = jsonOf(text);
  if (status === 400 || status === 403) {
    const { data } = errorSchema.safeParse(said);
    throw new IdentityError('refused-by-aws', `AWS refuses the proof: ${data?.Error.Code ?? `status ${status}`}`);
  }
  const answer = answerSchema.safeParse(said);
  if (status !== 200 || !answer.success)
    throw new IdentityError('unverified', `what answered at ${url.host} (status ${status}) is no answer of AWS STS`);
  const { GetCallerIdentityResult: caller, ResponseMetadata: metadata } = answer.data.GetCallerIdentityResponse;
  return { account: caller.Account, arn: caller.Arn, userId: caller.UserId, requestId: metadata.RequestId, at };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

// Node's own client follows no redirects, decompresses nothing and adds no headers but `connection` and the length.
const send = (
  url: URL,
  { method, path, headers, body }: ProofRequest,
  authorization: string,
): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const unavailable = (error: Error): void =>
      reject(
        failure(
          failureTypes.unavailable,
          `AWS STS at ${url.host} cannot be asked: ${error.message}`,
          'It is asked again.',
        ),
      );
    const signal = AbortSignal.timeout(patience);
    const options = { method, path, headers: { ...headers, authorization }, signal };
    const sent = (url.protocol === 'https:' ? overHttps : overHttp)(url, options, (answer) => {
      const parts: Buffer[] = [];
      let length = 0;
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length <= longest) return;
        reject(new IdentityError('unverified', `what answered at ${url.host} says more than ${longest} bytes`));
        answer.destroy();
      });
      answer.on('error', unavailable);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
    });
    sent.on('error', unavailable);
    sent.end(body);
  });
