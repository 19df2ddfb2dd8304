import type { ApiCall } from './api-call.js';

/** An error in AWS's terms, before it is written in a service's protocol. */
export interface AwsError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** An answer ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Writes `error` as the service of `call` would: the SDK then surfaces `code` as the error's name. */
export function errorAnswer(call: Pick<ApiCall, 'protocol' | 'requestId'>, error: AwsError): Answer {
  const { code, message, status } = error;
  const id = { 'x-amzn-requestid': call.requestId };
  const xml = { 'content-type': 'text/xml;charset=UTF-8', ...id };
  const fields = `<Code>${escape(code)}</Code><Message>${escape(message)}</Message>`;
  switch (call.protocol) {
    case 'ec2':
      return text(
        status,
        xml,
        `<Response><Errors><Error>${fields}</Error></Errors><RequestID>${call.requestId}</RequestID></Response>`,
      );
    case 'query': {
      const type = status < 500 ? 'Sender' : 'Receiver';
      const body = `<ErrorResponse><Error><Type>${type}</Type>${fields}</Error><RequestId>${call.requestId}</RequestId></ErrorResponse>`;
      return text(status, xml, body);
    }
    case 'rest-xml': {
      const headers = { 'content-type': 'application/xml', 'x-amz-request-id': call.requestId, ...id };
      return text(status, headers, `<Error>${fields}<RequestId>${call.requestId}</RequestId></Error>`);
    }
    case 'json':
    case 'rest-json': {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code, ...id };
      return text(status, headers, JSON.stringify({ __type: code, message }));
    }
  }
}

/** The error code that `answer` carries in the protocol of `call`, or `undefined` when it is no error. */
export function errorCodeOf(answer: Answer): string | undefined {
  if (answer.status < 400) return undefined;
  const named = answer.headers['x-amzn-errortype'];
  if (named !== undefined) return named.split(':')[0];
  const body = answer.body.subarray(0, 4096).toString('utf8');
  return (
    /<Code>([^<]+)<\/Code>/.exec(body)?.[1] ??
    /"__type"\s*:\s*"(?:[^"]*#)?([^"]+)"/.exec(body)?.[1] ??
    `Http${answer.status}`
  );
}

function text(status: number, headers: Readonly<Record<string, string>>, body: string): Answer {
  return { status, headers, body: Buffer.from(body) };
}

function escape(value: string): string {
  return value.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[^\t\n\r\x20-\uFFFD]/g, '?');
}
