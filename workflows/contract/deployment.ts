import type { Hash } from './json.js';

/** The chain of what belongs to no case, and what its entries name as their run. No case may have this id. */
export const deploymentChain = 'deployment';

/** Where a case stood: the number and hash of its last entry. */
export type CaseHead = { readonly seq: number; readonly hash: Hash };

/** The public half of a key that entries are signed with: the id, and the 32 bytes in base64. */
export type NewKey = { readonly id: string; readonly publicKey: string };

/** What happened to the deployment as a whole. */
export type DeploymentEvent =
  | {
      readonly event: 'worker-started';
      readonly version: string;
      readonly buildId: string;
      readonly host: string;
      /** The id of the key that it signs with. */
      readonly key: string;
      /** Of its configuration, as it is in force. */
      readonly config: Hash;
      /** Of its policy; a document under this hash has it in full. */
      readonly policy: Hash;
    }
  | {
      readonly event: 'policy-changed';
      readonly before: Hash;
      /** Also the hash of the document that has it in full. */
      readonly after: Hash;
    }
  /** From here on `from` signs nothing any more. The entry is signed by it, and `signature` is by the new key. */
  | {
      readonly event: 'key-rotated';
      readonly from: string;
      readonly to: NewKey;
      readonly at: string;
      readonly signature: string;
    }
  /** The first word of the new key: where every chain stood when the old one was retired. */
  | {
      readonly event: 'key-took-over';
      readonly from: string;
      /** `CaseHead` by case. */
      readonly document: Hash;
      readonly cases: number;
    }
  /** A worker that may not start. */
  | {
      readonly event: 'start-refused';
      readonly code: string;
      readonly reason: string;
    }
  /** What somebody handed in, and what belongs to no case. */
  | {
      readonly event: 'request-refused';
      readonly code: string;
      readonly reason: string;
    }
  /** The ledger was held against CloudTrail; `document` is what was found. */
  | {
      readonly event: 'reconciled';
      /** The id that it was asked for under. */
      readonly request: string;
      readonly document: Hash;
      readonly ok: boolean;
      readonly matched: number;
      readonly unexplained: number;
      readonly missing: number;
    }
  /** Whether evidence and seals are out of reach of who holds the account under attack. */
  | {
      readonly event: 'vault-examined';
      readonly bucket: string;
      /** The account of the vault, where AWS says. */
      readonly account: string | null;
      readonly isInAttackedAccount: boolean;
      readonly problems: readonly string[];
    };

/** Body of an entry of the deployment chain. */
export type DeploymentBody = { readonly run: typeof deploymentChain } & DeploymentEvent;
