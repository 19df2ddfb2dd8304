import { listOf } from './document.js';
import { areTexts, isObject, parsed, SYNTAX, type Json } from './json.js';
import { operatorNamed } from './operators.js';
import { problemInPrincipals } from './principal-grammar.js';

/** What a document is for: which elements it must and must not have. */
export type Purpose = 'identity' | 'trust' | 'resource';

const STATEMENT_KEYS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);

/** What is wrong with a document ("Grammar of the IAM JSON policy language"), in IAM's words; undefined: nothing. */
export const problemIn = (text: string, purpose: Purpose): string | undefined => {
  const document = parsed(text);
  if (document === undefined) return SYNTAX;
  if (Object.keys(document).some((key) => !['Version', 'Id', 'Statement'].includes(key))) return SYNTAX;
  const version = document['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    return 'The policy must contain a valid version string';
  if ('Id' in document && typeof document['Id'] !== 'string') return SYNTAX;
  const statements = listOf(document['Statement']);
  if (statements.length === 0) return SYNTAX;
  const sids = new Set<unknown>();
  for (const statement of statements) {
    if (!isObject(statement)) return SYNTAX;
    const problem = problemInStatement(statement, purpose);
    if (problem !== undefined) return problem;
    if ('Sid' in statement && statement['Sid'] !== '' && sids.size === sids.add(statement['Sid']).size)
      return 'Statement IDs (SID) in a single policy must be unique.';
  }
  return undefined;
};

const problemInStatement = (statement: Json, purpose: Purpose): string | undefined => {
  if (Object.keys(statement).some((key) => !STATEMENT_KEYS.has(key))) return SYNTAX;
  const { Sid, Effect } = statement;
  if (Sid !== undefined && typeof Sid !== 'string') return SYNTAX;
  if (purpose === 'identity' && typeof Sid === 'string' && !/^[A-Za-z0-9]*$/.test(Sid))
    return `Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*`;
  if (Effect !== 'Allow' && Effect !== 'Deny') return SYNTAX;
  return (
    problemInActions(statement, purpose) ??
    (purpose === 'identity' ? problemInIdentity(statement) : problemInPrincipals(statement, purpose === 'trust')) ??
    problemInConditions(statement['Condition'])
  );
};

const problemInActions = (statement: Json, purpose: Purpose): string | undefined => {
  const actions = oneOf(statement, 'Action', 'NotAction');
  if (actions === 'both') return SYNTAX;
  if (actions === undefined) return 'Policy statement must contain actions.';
  if (!areTexts(actions)) return SYNTAX;
  if (actions.length === 0) return 'Policy statement must contain actions.';
  if (purpose === 'trust' && !actions.every((action) => /^sts:/i.test(action)))
    return 'AssumeRole policy may only specify STS AssumeRole actions.';
  for (const action of actions) {
    if (action === '*' || action === '*:*') continue;
    const [vendor = '', name, ...rest] = action.split(':');
    if (name === undefined) return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
    if (!/^[\w-]+$/.test(vendor)) return `Vendor ${vendor} is not valid`;
    if (rest.length > 0 || !/^[\w*?-]+$/.test(name)) return SYNTAX;
  }
  return undefined;
};

const problemInIdentity = (statement: Json): string | undefined => {
  if ('Principal' in statement || 'NotPrincipal' in statement) return 'Policy document should not specify a principal.';
  const resources = oneOf(statement, 'Resource', 'NotResource');
  if (resources === 'both') return SYNTAX;
  if (resources === undefined || (Array.isArray(resources) && resources.length === 0))
    return 'Policy statement must contain resources.';
  if (!areTexts(resources)) return SYNTAX;
  const wrong = resources.find((one) => !/^\*+$|^arn:/.test(one));
  if (wrong !== undefined) return `Resource ${wrong} must be in ARN format or "*".`;
  const partition = resources
    .map((one) => /^arn:([^:]*)/.exec(one)?.[1])
    .find((one) => one && !/^(aws[\w-]*|\*)$/.test(one));
  if (partition !== undefined) return `Partition "${partition}" is not valid for resource "${resources.join(', ')}".`;
  return undefined;
};

const problemInConditions = (block: unknown): string | undefined => {
  if (block === undefined) return undefined;
  if (!isObject(block)) return SYNTAX;
  for (const [operator, keys] of Object.entries(block)) {
    if (operatorNamed(operator) === undefined) return `Invalid Condition type : ${operator}.`;
    if (!isObject(keys) || Object.keys(keys).length === 0) return SYNTAX;
    for (const [key, values] of Object.entries(keys)) {
      // The keys of an identity provider begin with its address.
      if (!/^[\w./-]+:\S/.test(key))
        return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
      if (listOf(values).some((value) => !['string', 'number', 'boolean'].includes(typeof value))) return SYNTAX;
    }
  }
  return undefined;
};

const oneOf = (statement: Json, one: string, other: string): readonly unknown[] | 'both' | undefined => {
  if (one in statement && other in statement) return 'both';
  if (!(one in statement) && !(other in statement)) return undefined;
  return listOf(statement[one] ?? statement[other]);
};
