import type { Answer } from '../protocols/http.js';

const REQUEST_ID = /<(requestId|RequestId|RequestID)>[^<]*</g;

/** Whether moto's answer means "not implemented": it says so with a web page, in any protocol. */
export function isNotSimulated(answer: Answer, method: string): boolean {
  if (answer.status < 400 || !(answer.headers['content-type'] ?? '').startsWith('text/html')) return false;
  // The answer to HEAD has no body, so its type says nothing: a missing S3 object looks like this.
  return !(method === 'HEAD' && answer.status === 404);
}

/** `answer` under the request id that the record shows, in its headers and in its body. */
export function withRequestId(answer: Answer, requestId: string): Answer {
  const headers = { ...answer.headers, 'x-amzn-requestid': requestId };
  if (!/xml/.test(answer.headers['content-type'] ?? '')) return { ...answer, headers };
  const body = answer.body.toString('utf8').replace(REQUEST_ID, (_match, name: string) => `<${name}>${requestId}<`);
  return { status: answer.status, headers, body: Buffer.from(body) };
}
