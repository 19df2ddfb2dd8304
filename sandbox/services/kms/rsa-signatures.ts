import { constants, createHash, privateEncrypt, publicDecrypt, randomBytes, createPrivateKey } from 'node:crypto';

/** What a SHA-2 digest is preceded by in PKCS#1 v1.5 (RFC 8017, 9.2, note 1). */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** How a digest that was made elsewhere is signed, which node:crypto does not offer. */
export type RsaScheme = { readonly padding: 'pkcs1' | 'pss'; readonly hash: string };

/** Signs a digest with RSASSA-PKCS1-v1_5, or with RSASSA-PSS and a salt as long as the digest. */
export const signRsa = (privateKey: string, digest: Uint8Array, { padding, hash }: RsaScheme): Buffer =>
  padding === 'pkcs1'
    ? privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest, hash))
    : privateEncrypt(
        { key: privateKey, padding: constants.RSA_NO_PADDING },
        encodePss(digest, randomBytes(digest.length), hash, lengthOf(privateKey)),
      );

/** Whether `signature` is one of this digest under the key, in all of its bytes (RFC 8017, 8.1.2 and 8.2.2, step 1). */
export const verifyRsa = (
  privateKey: string,
  digest: Uint8Array,
  signature: Uint8Array,
  { padding, hash }: RsaScheme,
): boolean => {
  // OpenSSL would take one without its leading zeros for the same number.
  const length = lengthOf(privateKey);
  if (signature.length !== length) return false;
  try {
    if (padding === 'pkcs1') {
      const key = { key: privateKey, padding: constants.RSA_PKCS1_PADDING };
      return publicDecrypt(key, signature).equals(digestInfo(digest, hash));
    }
    const encoded = publicDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, signature);
    return encoded.equals(encodePss(digest, saltIn(encoded, digest.length, hash), hash, length));
  } catch {
    return false;
  }
};

const lengthOf = (privateKey: string): number =>
  (createPrivateKey(privateKey).asymmetricKeyDetails?.modulusLength ?? 0) / 8;

const digestInfo = (digest: Uint8Array, hash: string): Buffer =>
  Buffer.concat([Buffer.from(DIGEST_INFO[hash] ?? '', 'hex'), digest]);

/** EMSA-PSS-ENCODE (RFC 8017, 9.1.1) for a modulus of whole bytes. */
const encodePss = (digest: Uint8Array, salt: Buffer, hash: string, length: number): Buffer => {
  const h = createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
  const room = length - h.length - 1;
  const block = Buffer.concat([Buffer.alloc(room - salt.length - 1), Buffer.from([1]), salt]);
  return Buffer.concat([masked(block, h, hash), h, Buffer.from([0xbc])]);
};

/** The salt inside an encoded message; what is no such message gives one that encodes to something else. */
const saltIn = (encoded: Buffer, saltLength: number, hash: string): Buffer => {
  const room = encoded.length - saltLength - 1;
  const h = encoded.subarray(room, room + saltLength);
  return masked(encoded.subarray(0, room), h, hash).subarray(room - saltLength);
};

/** `block` xor MGF1 of `seed`, its highest bit cleared: the encoded message is one bit shorter than the modulus. */
const masked = (block: Buffer, seed: Buffer, hash: string): Buffer => {
  const mask: Buffer[] = [];
  for (let count = 0; count * seed.length < block.length; count += 1) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(count);
    mask.push(createHash(hash).update(seed).update(counter).digest());
  }
  const stream = Buffer.concat(mask);
  const result = Buffer.from(block.map((byte, index) => byte ^ (stream[index] ?? 0)));
  result[0] = (result[0] ?? 0) & 0x7f;
  return result;
};
