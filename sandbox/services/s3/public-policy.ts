import { readPolicy, type Condition, type Statement } from '../../policies/document.js';

/**
 * Keys by which a condition keeps the public out, when it compares them with fixed values ("The meaning of public",
 * Amazon S3 User Guide).
 */
const RESTRICTING = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

/** Operators by which only what is named passes. */
const NAMING = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i;

/** Whether a policy lets in anyone whom it does not name: what Block Public Access refuses. */
export const isPublicPolicy = (text: string): boolean => readPolicy(text).statements.some(isPublic);

const isPublic = ({ effect, principals, notPrincipals, conditions }: Statement): boolean => {
  if (effect !== 'Allow') return false;
  const everyone = notPrincipals !== undefined || Object.values(principals ?? {}).some((names) => names.includes('*'));
  return everyone && !conditions.some(isRestricting);
};

const isRestricting = ({ operator, key, values }: Condition): boolean =>
  NAMING.test(operator) &&
  RESTRICTING.has(key.toLowerCase()) &&
  values.length > 0 &&
  values.every((value) => (key.toLowerCase() === 'aws:sourceip' ? isNarrow(value) : isFixed(key, value)));

/** Neither wildcards nor variables; of a user id, the part that names the role must be there. */
const isFixed = (key: string, value: string): boolean =>
  !value.includes('${') && (key.toLowerCase() === 'aws:userid' ? /^[^*?:]+(:.*)?$/.test(value) : !/[*?]/.test(value));

/** A range of addresses that is not most of the Internet: /8 or narrower, for IPv6 /32. */
const isNarrow = (range: string): boolean => {
  const [address = '', bits] = range.split('/');
  return bits === undefined || Number(bits) >= (address.includes(':') ? 32 : 8);
};
