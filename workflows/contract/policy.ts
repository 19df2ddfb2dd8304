/** Who must agree before a plan runs; pinned into the ledger when the run starts. */
export type Policy = {
  readonly name: string;
  /** How many different people must approve. */
  readonly quorum: number;
  /** Only operators with one of these roles count. */
  readonly roles: readonly string[];
  /** Seconds until a waiting gate expires. */
  readonly expiresAfter: number;
};

/** A person who may act, and the keys that prove it. People are compared by `person`, never by key or name. */
export type Operator = {
  readonly name: string;
  readonly person: string;
  readonly roles: readonly string[];
  /** OpenSSH public keys, one `type base64` line each. */
  readonly keys: readonly string[];
};
