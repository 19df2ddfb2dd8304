import type { Hash } from '../../workflows/contract/json.js';

/** Where evidence is: an object version of the vault, a document of the ledger, or a thing that AWS keeps. */
export type EvidenceLocation =
  | { readonly bucket: string; readonly key: string; readonly versionId: string }
  | { readonly document: Hash }
  | { readonly snapshotId: string; readonly region: string }
  | { readonly volumeId: string; readonly region: string }
  | { readonly place: string };

/** How it is locked, as it was read back when it was collected. */
export type EvidenceLock = {
  /** In AWS's words: `GOVERNANCE`, `COMPLIANCE` of an object, `governance` of a snapshot. */
  readonly mode: string;
  /** Of an object; AWS counts the days of a snapshot from its completion. */
  readonly retainUntil: string | null;
  readonly days: number | null;
  readonly legalHold: string | null;
};

/** With what it was collected, as far as a tool other than AWS's own API was used. */
export type EvidenceTool = { readonly name: string; readonly version: string; readonly sha256: Hash | null };

/** A decision by which it was collected. */
export type EvidenceApproval = {
  readonly operator: string;
  readonly person: string;
  readonly plan: Hash;
  readonly at: string;
  readonly seq: number;
};

/** One thing that happened to it since. */
export type CustodyEvent = {
  readonly seq: number;
  readonly at: string;
  readonly event: 'requested' | 'handed-over' | 'verified';
  /** The signed request that it stands on: `firebreak audit show` prints it. */
  readonly request: string;
  readonly operator: string;
  readonly person: string;
  readonly purpose: string;
  /** Of a verification. */
  readonly ok?: boolean;
  readonly differences?: readonly string[];
  readonly warnings?: readonly string[];
};

/** One thing that was collected. */
export type EvidenceItem = {
  readonly id: string;
  readonly case: string;
  readonly run: string;
  readonly step: string;
  readonly kind: string;
  /** The ARN of what it was taken of. */
  readonly source: string;
  readonly method: string;
  readonly tool: EvidenceTool | null;
  /** Of its bytes; null for what AWS keeps and tells nobody the bytes of. */
  readonly sha256: Hash | null;
  readonly bytes: number | null;
  readonly location: EvidenceLocation;
  readonly lock: EvidenceLock | null;
  /** How AWS encrypted it, where that was read back. */
  readonly encryption: { readonly encrypted: boolean; readonly key: string | null } | null;
  readonly state: string;
  readonly collectedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Whose clock gave which of the times. */
  readonly clock: string;
  /** Who asked for the run, and who approved what collected it. */
  readonly operator: string | null;
  readonly approvals: readonly EvidenceApproval[];
  /** What its hashes do not prove. */
  readonly trust: string | null;
  readonly mediaType: string | null;
  /** The entries that it stands in, oldest first. */
  readonly entries: readonly { readonly seq: number; readonly hash: Hash; readonly state: string }[];
  readonly custody: readonly CustodyEvent[];
};
