import type {
  EncryptionAlgorithmSpec,
  KeySpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';

/** What a key spec can be used for ("Key spec reference", AWS KMS Developer Guide). The first usage is the default. */
export type SpecFacts = {
  readonly usages: readonly KeyUsageType[];
  readonly signing: readonly SigningAlgorithmSpec[];
  readonly encryption: readonly EncryptionAlgorithmSpec[];
  readonly mac: readonly MacAlgorithmSpec[];
};

const none = { signing: [], encryption: [], mac: [] } as const;

const rsa: SpecFacts = {
  ...none,
  usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
  signing: [
    'RSASSA_PKCS1_V1_5_SHA_256',
    'RSASSA_PKCS1_V1_5_SHA_384',
    'RSASSA_PKCS1_V1_5_SHA_512',
    'RSASSA_PSS_SHA_256',
    'RSASSA_PSS_SHA_384',
    'RSASSA_PSS_SHA_512',
  ],
  encryption: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
};
const ecdsa = (algorithm: SigningAlgorithmSpec): SpecFacts => ({
  ...none,
  usages: ['SIGN_VERIFY'],
  signing: [algorithm],
});
const hmac = (algorithm: MacAlgorithmSpec): SpecFacts => ({
  ...none,
  usages: ['GENERATE_VERIFY_MAC'],
  mac: [algorithm],
});

/** The key specs that the sandbox plays. */
export const specs: Readonly<Partial<Record<KeySpec, SpecFacts>>> = {
  SYMMETRIC_DEFAULT: { ...none, usages: ['ENCRYPT_DECRYPT'], encryption: ['SYMMETRIC_DEFAULT'] },
  RSA_2048: rsa,
  RSA_3072: rsa,
  RSA_4096: rsa,
  ECC_NIST_P256: ecdsa('ECDSA_SHA_256'),
  ECC_NIST_P384: ecdsa('ECDSA_SHA_384'),
  ECC_NIST_P521: ecdsa('ECDSA_SHA_512'),
  ECC_SECG_P256K1: ecdsa('ECDSA_SHA_256'),
  ECC_NIST_EDWARDS25519: { ...none, usages: ['SIGN_VERIFY'], signing: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'] },
  HMAC_224: hmac('HMAC_SHA_224'),
  HMAC_256: hmac('HMAC_SHA_256'),
  HMAC_384: hmac('HMAC_SHA_384'),
  HMAC_512: hmac('HMAC_SHA_512'),
};

/** The facts of a spec that some key has. */
export const factsOf = (spec: KeySpec): SpecFacts => specs[spec] ?? { ...none, usages: [] };

/** Whether the key is a symmetric encryption key. */
export const isSymmetric = (key: { readonly spec: KeySpec }): boolean => key.spec === 'SYMMETRIC_DEFAULT';
