import type { CustodyRequest, Recorded, Signed } from './documents.js';
import type { Hash } from './json.js';

/** What can be asked to be done with evidence. */
export const custodyActs = ['verify', 'fetch'] as const;
export type CustodyAct = (typeof custodyActs)[number];

/** Whose request it is, and what for. `run` is the request's own id. */
type Custodian = {
  readonly run: string;
  readonly operator: string;
  readonly person: string;
  readonly purpose: string;
};

/** SHA-256 of its bytes in hexadecimal, and how many there are; of what AWS keeps for us nobody knows either. */
export type Bytes = { readonly sha256: string | null; readonly bytes: number | null };

/** Evidence was asked for by a signed request, of one thing or another. */
export type CustodyRequested = Custodian & {
  readonly event: 'requested';
  readonly act: CustodyAct;
  /** Empty for all of the case. */
  readonly evidence: readonly string[];
  /** The one execution of the Temporal workflow that may act on it. */
  readonly execution: string;
  readonly signed: Recorded;
};

/** Evidence is given to whoever asked for it. Stands before it is. */
export type HandedOver = Custodian &
  Bytes & {
    readonly event: 'handed-over';
    readonly evidence: string;
    readonly versionId?: string;
    readonly document?: Hash;
    /** When the address that was handed out runs out. */
    readonly until?: string;
  };

/** Evidence was compared with what stands of it in the ledger. The hash is that of what was read now. */
export type EvidenceVerified = Custodian &
  Bytes & {
    readonly event: 'verified';
    readonly evidence: string;
    readonly ok: boolean;
    readonly differences: readonly string[];
    /** What is worth a look and no difference, such as a newer version on top. */
    readonly warnings: readonly string[];
  };

/** All evidence of the case was listed, at the end of the run. */
export type Manifested = {
  readonly run: string;
  readonly event: 'manifest';
  /** An `EvidenceManifest`. */
  readonly document: Hash;
  readonly items: number;
};

/** What became of evidence, on whose word. */
export type CustodyBody = CustodyRequested | HandedOver | EvidenceVerified | Manifested;

/** A text that one X25519 key can read: ephemeral public key, nonce and AES-256-GCM ciphertext with its tag, in base64url. */
export type Encrypted = { readonly key: string; readonly iv: string; readonly data: string };

/** What an operator asked to have, as it may pass through Temporal. */
export type HandOut = {
  /** An address of exactly the object version, for whoever holds the key that the request names; null for a document. */
  readonly address: Encrypted | null;
};

/** How far a verification is; sizes in bytes. */
export type VerifyProgress = {
  readonly item: number;
  readonly items: number;
  readonly evidence: string;
  readonly bytes: number;
  readonly of: number;
};

/** Activities on evidence. Each checks the request and puts it on record, or its refusal, before it does anything. */
export type EvidenceActivities = {
  /** Compares what was asked for with the ledger; what it found stands in `custody` entries of the request. */
  'evidence.verify': (input: { readonly signed: Signed<CustodyRequest> }) => Promise<void>;
  'evidence.fetch': (input: { readonly signed: Signed<CustodyRequest> }) => Promise<HandOut>;
};
