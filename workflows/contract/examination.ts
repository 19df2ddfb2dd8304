/** What a worker found of its vault, with its own rights. */
export type VaultExamination = {
  readonly bucket: string;
  /** The account that its role is in. */
  readonly account: string;
  /** Whether role, bucket or key are in the account that the worker acts in: whoever owns that can end them. */
  readonly isInAttackedAccount: boolean;
  /** What else is wrong, one sentence each. */
  readonly problems: readonly string[];
};

/** What AWS says of a worker; or why it did not. */
export type AwsExamination =
  | {
      /** Who it acts as where no action does. */
      readonly principal: string;
      readonly account: string;
      readonly region: string;
      /** Whether each action acts in a session of a role, with no rights but its own. */
      readonly hasSessions: boolean;
      /** How many seconds its clock is ahead of AWS's. */
      readonly aheadOfAws: number;
    }
  | { readonly problem: string };

/** What one worker depends on, as it found it when it was asked. */
export type Examination = {
  /** `worker:<build id>` */
  readonly worker: string;
  /** Why the ledger took no entry of it; null when it did. */
  readonly ledger: string | null;
  readonly aws: AwsExamination;
  /** Null where none is configured, or AWS did not answer. */
  readonly vault: VaultExamination | null;
};

/** What a worker does for `examine`. */
export type ExaminationActivities = {
  /** Never fails: what does not answer is what there is to tell. */
  readonly 'deployment.examine': () => Promise<Examination>;
};
