// IAM, "IAM identifiers" and "Identify IAM resources with ARNs". Names are unique in an account whatever their path, and
// the ARN of a session has no path at all.
const configured = /^(arn:aws[a-z-]*:iam::\d{12}:(?:user|role)\/)(?:[\x21-\x2e\x30-\x7e]+\/)*([\w+=,.@-]{1,64})$/;
const session = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/[\w+=,.@-]{2,64}$/;

/** A user or a role as people write it down, without its path; null for anything else, patterns and root included. */
export const principalNamed = (arn: string): string | null => {
  const [, kind, name] = configured.exec(arn) ?? [];
  return kind === undefined || name === undefined ? null : `${kind}${name}`;
};

/**
 * Whom AWS means by the ARN of a caller, without path: the user, or the role of a session. A session's name is chosen by
 * whoever begins it, and the name of a federated user too: they name nobody. Null for those, for root and for services.
 */
export const principalBehind = (arn: string): string | null => {
  const [, partition, account, role] = session.exec(arn) ?? [];
  if (role !== undefined) return `arn:${partition}:iam::${account}:role/${role}`;
  return arn.includes(':user/') ? principalNamed(arn) : null;
};
