import { createECDH, createPrivateKey } from 'node:crypto';

type Curve = { readonly p: bigint; readonly a: bigint; readonly n: bigint; readonly name: string };
type Point = readonly [x: bigint, y: bigint];

/** Curves by their JWK name (SEC 2); `name` is OpenSSL's. */
const CURVES: Readonly<Record<string, Curve>> = {
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    a: -3n,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    name: 'prime256v1',
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    a: -3n,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    name: 'secp384r1',
  },
  'P-521': {
    p: 2n ** 521n - 1n,
    a: -3n,
    n: 2n ** 521n - 0x5ae79787c40d069948033feb708f65a2fc44a36477663b851449048e16ec79bf7n,
    name: 'secp521r1',
  },
  secp256k1: {
    p: 2n ** 256n - 2n ** 32n - 977n,
    a: 0n,
    n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
    name: 'secp256k1',
  },
};

/** Signs a digest that was made elsewhere, which node:crypto does not offer; DER, as KMS gives it. */
export const signDigest = (privateKey: string, digest: Uint8Array): Buffer => {
  const { curve, d } = parts(privateKey);
  for (;;) {
    const once = createECDH(curve.name);
    once.generateKeys();
    const k = number(once.getPrivateKey());
    const r = pointOf(once.getPublicKey())[0] % curve.n;
    const s = mod(inverse(k, curve.n) * (number(digest) + r * d), curve.n);
    if (r !== 0n && s !== 0n) return der([r, s]);
  }
};

/** Whether `signature` (DER) is one of this digest under the key. */
export const verifyDigest = (privateKey: string, digest: Uint8Array, signature: Uint8Array): boolean => {
  const { curve, q } = parts(privateKey);
  const [r, s] = numbersIn(Buffer.from(signature)) ?? [0n, 0n];
  if (r <= 0n || s <= 0n || r >= curve.n || s >= curve.n) return false;
  const w = inverse(s, curve.n);
  const sum = plus(
    curve,
    times(curve, base(curve), mod(number(digest) * w, curve.n)),
    times(curve, q, mod(r * w, curve.n)),
  );
  return sum !== undefined && sum[0] % curve.n === r;
};

const parts = (privateKey: string): { readonly curve: Curve; readonly d: bigint; readonly q: Point } => {
  const { crv = '', d = '', x = '', y = '' } = createPrivateKey(privateKey).export({ format: 'jwk' });
  const curve = CURVES[crv];
  if (curve === undefined) throw new Error(`${crv} is no curve of ECDSA`);
  const read = (text: string): bigint => number(Buffer.from(text, 'base64url'));
  return { curve, d: read(d), q: [read(x), read(y)] };
};

const base = ({ name }: Curve): Point => {
  const one = createECDH(name);
  one.setPrivateKey(Buffer.from([1]));
  return pointOf(one.getPublicKey());
};

/** Reads an uncompressed point: 04, x, y. */
const pointOf = (bytes: Buffer): Point => {
  const half = (bytes.length - 1) / 2;
  return [number(bytes.subarray(1, 1 + half)), number(bytes.subarray(1 + half))];
};

/** The sum of two points; undefined is the point at infinity. */
const plus = ({ p, a }: Curve, one: Point | undefined, other: Point | undefined): Point | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  const [x1, y1] = one;
  const [x2, y2] = other;
  if (x1 === x2 && mod(y1 + y2, p) === 0n) return undefined;
  const slope = x1 === x2 ? (3n * x1 * x1 + a) * inverse(mod(2n * y1, p), p) : (y2 - y1) * inverse(mod(x2 - x1, p), p);
  const x3 = mod(slope * slope - x1 - x2, p);
  return [x3, mod(slope * (x1 - x3) - y1, p)];
};

const times = (curve: Curve, point: Point, scalar: bigint): Point | undefined => {
  let result: Point | undefined;
  let addend: Point | undefined = point;
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) result = plus(curve, result, addend);
    addend = plus(curve, addend, addend);
  }
  return result;
};

const mod = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;

/** The multiplicative inverse, by Euclid. */
const inverse = (value: bigint, by: bigint): bigint => {
  let [r0, r1, t0, t1] = [by, mod(value, by), 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - quotient * r1, t1, t0 - quotient * t1];
  }
  return mod(t0, by);
};

const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

/** A DER sequence of positive integers. */
const der = (values: readonly bigint[]): Buffer => {
  const integers = values.map((value) => {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
    return tagged(0x02, (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
  });
  return tagged(0x30, Buffer.concat(integers));
};

/** One DER element; what is signed here is shorter than 256 bytes. */
const tagged = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(content.length < 0x80 ? [tag, content.length] : [tag, 0x81, content.length]), content]);

/** The two integers of a DER signature; undefined unless it is written as `der` writes it. */
const numbersIn = (signature: Buffer): readonly [bigint, bigint] | undefined => {
  const start = signature[1] === 0x81 ? 3 : 2;
  const first = signature[start + 1] ?? 0;
  const second = signature[start + 2 + first + 1] ?? 0;
  const r = number(signature.subarray(start + 2, start + 2 + first));
  const s = number(signature.subarray(start + first + 4, start + first + 4 + second));
  return der([r, s]).equals(signature) ? [r, s] : undefined;
};
