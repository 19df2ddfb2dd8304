/** Why an SSH key or signature is refused. */
export type SshsigCode =
  | 'malformed'
  | 'wrong-namespace'
  | 'unknown-key'
  | 'bad-signature'
  | 'weak'
  | 'no-presence'
  | 'not-valid'
  | 'unsupported'
  | 'signing-failed';

/** An SSH key or signature that is refused; `code` says why. */
export class SshsigError extends Error {
  override readonly name = 'SshsigError';
  readonly code: SshsigCode;

  constructor(code: SshsigCode, message: string) {
    super(message);
    this.code = code;
  }
}
