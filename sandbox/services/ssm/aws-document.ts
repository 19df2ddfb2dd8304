/** A document that is there without anybody having made it. */
export type AwsDocument = {
  readonly name: string;
  readonly type: 'Command' | 'Session' | 'Automation';
  /** `account`: the account's own, which Session Manager makes by itself. */
  readonly owner: 'Amazon' | 'account';
  readonly platforms: readonly ('Linux' | 'MacOS' | 'Windows')[];
  readonly targetType?: string;
  readonly version: number;
  /** Undefined where the sandbox knows only that there is such a document. */
  readonly content?: object;
};
