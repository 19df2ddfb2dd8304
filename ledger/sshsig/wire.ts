import { SshsigError } from './errors.js';

const malformed = (what: string): SshsigError => new SshsigError('malformed', `malformed SSH data: ${what}`);

/** Reads the SSH wire encoding (RFC 4251, section 5) strictly: every length is checked, nothing is left over. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw malformed('it ends too early');
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  byte(): number {
    return this.take(1).readUInt8(0);
  }

  uint32(): number {
    return this.take(4).readUInt32BE(0);
  }

  string(): Buffer {
    return this.take(this.uint32());
  }

  /** A string of printable ASCII: names of types, curves, algorithms. */
  name(): string {
    const bytes = this.string();
    if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) throw malformed('a name is not printable ASCII');
    return bytes.toString('latin1');
  }

  /** A non-negative mpint in its one shortest form, without the sign byte. */
  mpint(): Buffer {
    const bytes = this.string();
    const [first = 0, second = 0] = bytes;
    if (first >= 0x80) throw malformed('a number is negative');
    if (first === 0 && bytes.length > 0 && second < 0x80) throw malformed('a number is not in its shortest form');
    return first === 0 ? bytes.subarray(1) : bytes;
  }

  rest(): Buffer {
    return this.take(this.#bytes.length - this.#at);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw malformed('something is left over');
  }
}

/** A uint32 of the wire encoding. */
export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A string of the wire encoding. */
export const string = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
};

/** Base64 in its one form: other text that a lenient decoder would take for the same bytes is refused. */
export const strictBase64 = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (text === '' || bytes.toString('base64') !== text) throw malformed('it is not base64');
  return bytes;
};

/** Base64 in lines of 70 characters between `-----BEGIN … -----` and `-----END … -----`, as OpenSSH writes it. */
export const armored = (label: string, bytes: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,70}/g, '$&\n')}-----END ${label}-----\n`;

/** The bytes inside an armor; line ends of any platform are fine, text before or after is not. */
export const unarmored = (label: string, text: string, maxLength: number): Buffer => {
  if (text.length > maxLength) throw malformed(`it is longer than ${maxLength} characters`);
  const lines = text.trim().split(/\r?\n/);
  if (lines.length < 3 || lines[0] !== `-----BEGIN ${label}-----` || lines.at(-1) !== `-----END ${label}-----`) {
    throw malformed(`it is not between BEGIN and END ${label}`);
  }
  return strictBase64(lines.slice(1, -1).join(''));
};
