import { AwsFailure } from '../services/operation.js';

/** How a service spells requests and errors on the wire, as its model names it. */
export type Protocol = 'ec2' | 'query' | 'json' | 'rest-json' | 'rest-xml';

/** Why a caller was not believed. */
export type Disbelief =
  | 'missing'
  | 'unknown-key'
  | 'bad-signature'
  | 'unsigned-header'
  | 'expired-request'
  | 'expired-url'
  | 'expired-session';

type Problem = { readonly status: number; readonly code: string; readonly message: string };

const EC2_FAILURE = error(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
const EC2_EXPIRED = error(400, 'RequestExpired', 'Request has expired.');
const TOKEN = 'The security token included in the request is invalid.';
const UNSIGNED = 'There were headers present in the request which were not signed';
const EXPIRED = 'Signature expired: the request time is too far from now.';
const SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';

// Codes and statuses: "Common errors" of the EC2, IAM, STS and SSM API references and the S3 error list.
const ERRORS: Readonly<Record<Protocol, Readonly<Record<Disbelief, Problem>>>> = {
  ec2: {
    missing: EC2_FAILURE,
    'unknown-key': EC2_FAILURE,
    'bad-signature': EC2_FAILURE,
    'unsigned-header': EC2_FAILURE,
    'expired-request': EC2_EXPIRED,
    'expired-url': EC2_EXPIRED,
    'expired-session': EC2_EXPIRED,
  },
  query: {
    missing: error(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'),
    'unknown-key': error(403, 'InvalidClientTokenId', TOKEN),
    'bad-signature': error(403, 'SignatureDoesNotMatch', SIGNATURE),
    'unsigned-header': error(403, 'SignatureDoesNotMatch', UNSIGNED),
    'expired-request': error(403, 'SignatureDoesNotMatch', EXPIRED),
    'expired-url': error(403, 'SignatureDoesNotMatch', EXPIRED),
    'expired-session': error(403, 'ExpiredToken', 'The security token included in the request is expired'),
  },
  json: jsonErrors(400),
  'rest-json': jsonErrors(403),
  'rest-xml': {
    missing: error(403, 'AccessDenied', 'Access Denied'),
    'unknown-key': error(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    ),
    'bad-signature': error(403, 'SignatureDoesNotMatch', SIGNATURE),
    'unsigned-header': error(403, 'AccessDenied', UNSIGNED),
    'expired-request': error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and now is too large.',
    ),
    'expired-url': error(403, 'AccessDenied', 'Request has expired'),
    'expired-session': error(400, 'ExpiredToken', 'The provided token has expired.'),
  },
};

/** The error AWS gives for `reason` in `protocol`. */
export function authenticationFailure(protocol: Protocol, reason: Disbelief): AwsFailure {
  const { status, code, message } = ERRORS[protocol][reason];
  return new AwsFailure(code, message, status);
}

function jsonErrors(status: number): Readonly<Record<Disbelief, Problem>> {
  return {
    missing: error(status, 'MissingAuthenticationTokenException', 'Missing Authentication Token'),
    'unknown-key': error(status, 'UnrecognizedClientException', TOKEN),
    'bad-signature': error(status, 'InvalidSignatureException', SIGNATURE),
    'unsigned-header': error(status, 'InvalidSignatureException', UNSIGNED),
    'expired-request': error(status, 'InvalidSignatureException', EXPIRED),
    'expired-url': error(status, 'InvalidSignatureException', EXPIRED),
    'expired-session': error(status, 'ExpiredTokenException', 'The security token included in the request is expired'),
  };
}

function error(status: number, code: string, message: string): Problem {
  return { status, code, message };
}
