/** One statement of a policy document, in IAM's own terms. */
export type Statement = {
  readonly Sid?: string;
  readonly Effect?: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** A policy document; a statement that does not say so allows. */
export const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', ...one })) });

/** A trust policy that lets a service, or the principals of an account, assume a role. */
export const trust = (Principal: Readonly<Record<string, string | readonly string[]>>, more: Partial<Statement> = {}) =>
  policy({ Principal, Action: 'sts:AssumeRole', ...more });
