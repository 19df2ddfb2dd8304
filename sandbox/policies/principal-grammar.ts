import { listOf } from './document.js';
import { areTexts, isObject, SYNTAX, type Json } from './json.js';

/** What is wrong with the principals of a statement of a resource's policy, or of a role's trust policy. */
export const problemInPrincipals = (statement: Json, isTrust: boolean): string | undefined => {
  const named = ['Principal', 'NotPrincipal'].filter((key) => key in statement);
  if (isTrust && ('Resource' in statement || 'NotResource' in statement)) return 'Has prohibited field Resource';
  if (isTrust && 'NotPrincipal' in statement && statement['Effect'] === 'Allow')
    return 'Allow with NotPrincipal is not allowed.';
  const [key, ...others] = named;
  if (key === undefined) return 'Missing required field Principal';
  if (others.length > 0) return SYNTAX;
  const principal = statement[key];
  if (principal === '*') return undefined;
  if (!isObject(principal) || Object.keys(principal).length === 0) return SYNTAX;
  for (const [kind, names] of Object.entries(principal)) {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind))
      return `Invalid principal in policy: "${kind}"`;
    const list = listOf(names);
    if (!areTexts(list) || list.length === 0) return SYNTAX;
    const wrong = kind === 'AWS' ? list.find((name) => name !== '*' && !isPrincipalName(name)) : undefined;
    if (wrong !== undefined) return `Invalid principal in policy: "AWS":"${wrong}"`;
  }
  return undefined;
};

/** An account, an ARN of IAM or STS without wildcards, or the unique id that a deleted one leaves behind. */
const isPrincipalName = (name: string): boolean =>
  /^\d{12}$|^A[A-Z]{3}[A-Z0-9]{12,}$|^arn:aws[\w-]*:iam::\d{12}:(root|(user|role)\/[^*?]+)$|^arn:aws[\w-]*:sts::\d{12}:(assumed-role\/[^*?/]+\/[^*?/]+|federated-user\/[^*?]+)$/.test(
    name,
  );
