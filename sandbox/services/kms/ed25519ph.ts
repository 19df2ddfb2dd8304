import { createHash } from 'node:crypto';

/** A point of edwards25519 in extended coordinates. */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];

/** An Ed25519 key pair; the seed is needed to sign only. Both 32 bytes. */
export type Ed25519Key = { readonly seed: Uint8Array; readonly publicKey: Uint8Array };

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const BASE = pointFrom(mod(4n * power(5n, P - 2n)), 0n) ?? fail();
const IDENTITY: Point = [0n, 1n, 1n, 0n];

// RFC 8032, 5.1: phflag 1, no context.
const DOMAIN = Buffer.concat([Buffer.from('SigEd25519 no Ed25519 collisions'), Buffer.from([1, 0])]);

/** Signs `message` with Ed25519ph without a context (RFC 8032, 5.1.6), which node:crypto does not offer. */
export const signPrehashed = ({ seed, publicKey }: Ed25519Key, message: Uint8Array): Buffer => {
  const expanded = sha512(seed);
  const digest = sha512(message);
  const scalar = (littleEndian(expanded.subarray(0, 32)) & ((1n << 254n) - 8n)) | (1n << 254n);
  const r = littleEndian(sha512(DOMAIN, expanded.subarray(32), digest)) % L;
  const R = encoded(times(BASE, r));
  const k = littleEndian(sha512(DOMAIN, R, publicKey, digest)) % L;
  return Buffer.concat([R, bytesOf((r + k * scalar) % L)]);
};

/** Whether `signature` is what Ed25519ph makes of `message` (RFC 8032, 5.1.7). */
export const verifyPrehashed = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
  if (signature.length !== 64) return false;
  const R = decoded(signature.subarray(0, 32));
  const A = decoded(publicKey);
  const s = littleEndian(signature.subarray(32));
  if (R === undefined || A === undefined || s >= L) return false;
  const k = littleEndian(sha512(DOMAIN, signature.subarray(0, 32), publicKey, sha512(message))) % L;
  return encoded(times(BASE, s)).equals(encoded(plus(R, times(A, k))));
};

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = mod(square * square))
    if (left & 1n) result = mod(result * square);
  return result;
}

function plus([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = (y1 - x1) * (y2 - x2);
  const b = (y1 + x1) * (y2 + x2);
  const c = 2n * t1 * t2 * D;
  const d = 2n * z1 * z2;
  const [e, f, g, h] = [mod(b - a), mod(d - c), mod(d + c), mod(b + a)];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(point: Point, scalar: bigint): Point {
  let result = IDENTITY;
  for (let addend = point, left = scalar; left > 0n; left >>= 1n, addend = plus(addend, addend))
    if (left & 1n) result = plus(result, addend);
  return result;
}

/** The point with this y whose x has this lowest bit; undefined when there is none. */
function pointFrom(y: bigint, sign: bigint): Point | undefined {
  if (y >= P) return undefined;
  const square = mod((y * y - 1n) * power(mod(D * y * y + 1n), P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(x * x) !== square || (x === 0n && sign === 1n)) return undefined;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function encoded([x, y, z]: Point): Buffer {
  const inverse = power(z, P - 2n);
  return bytesOf(mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n));
}

function decoded(bytes: Uint8Array): Point | undefined {
  const value = littleEndian(bytes);
  return bytes.length === 32 ? pointFrom(value & ((1n << 255n) - 1n), value >> 255n) : undefined;
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  return createHash('sha512').update(Buffer.concat(parts)).digest();
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
}

function fail(): never {
  throw new Error('the base point is not on the curve');
}
