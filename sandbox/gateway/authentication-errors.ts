import type { Protocol } from './api-call.js';
import type { AwsError } from './aws-error.js';

/** Why a caller was not believed. */
export type Disbelief = 'missing' | 'unknown-key' | 'bad-signature' | 'expired-request' | 'expired-session';

const EC2_FAILURE = error(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
const EC2_EXPIRED = error(400, 'RequestExpired', 'Request has expired.');
const TOKEN = 'The security token included in the request is invalid.';
const SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';

// Codes and statuses: "Common errors" of the EC2, IAM, STS and SSM API references and the S3 error list.
const ERRORS: Readonly<Record<Protocol, Readonly<Record<Disbelief, AwsError>>>> = {
  ec2: {
    missing: EC2_FAILURE,
    'unknown-key': EC2_FAILURE,
    'bad-signature': EC2_FAILURE,
    'expired-request': EC2_EXPIRED,
    'expired-session': EC2_EXPIRED,
  },
  query: {
    missing: error(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'),
    'unknown-key': error(403, 'InvalidClientTokenId', TOKEN),
    'bad-signature': error(403, 'SignatureDoesNotMatch', SIGNATURE),
    'expired-request': error(403, 'SignatureDoesNotMatch', 'Signature expired: the request time is too far from now.'),
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
    'expired-request': error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and now is too large.',
    ),
    'expired-session': error(400, 'ExpiredToken', 'The provided token has expired.'),
  },
};

/** The error AWS gives for `reason` in `protocol`. */
export function authenticationError(protocol: Protocol, reason: Disbelief): AwsError {
  return ERRORS[protocol][reason];
}

function jsonErrors(status: number): Readonly<Record<Disbelief, AwsError>> {
  return {
    missing: error(status, 'MissingAuthenticationTokenException', 'Missing Authentication Token'),
    'unknown-key': error(status, 'UnrecognizedClientException', TOKEN),
    'bad-signature': error(status, 'InvalidSignatureException', SIGNATURE),
    'expired-request': error(
      status,
      'InvalidSignatureException',
      'Signature expired: the request time is too far from now.',
    ),
    'expired-session': error(status, 'ExpiredTokenException', 'The security token included in the request is expired'),
  };
}

function error(status: number, code: string, message: string): AwsError {
  return { status, code, message };
}
