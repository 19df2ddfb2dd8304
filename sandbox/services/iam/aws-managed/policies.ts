import { createHash } from 'node:crypto';
import type { PolicyRecord } from '../records.js';
import { documents, type Shipped } from './documents.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// AWS's ids of its policies are not published; these only have their form and do not change.
const idOf = (name: string): string =>
  `ANPA${[...createHash('sha256').update(name).digest().subarray(0, 17)].map((byte) => ALPHABET[byte % 32]).join('')}`;

const policyFrom = ({ name, path = '/', created, updated, version, description, document }: Shipped): PolicyRecord => {
  const updatedAt = Date.parse(updated);
  return {
    arn: `arn:aws:iam::aws:policy${path}${name}`,
    name,
    path,
    id: idOf(name),
    description,
    createdAt: Date.parse(created),
    updatedAt,
    tags: {},
    versions: [{ id: version, text: JSON.stringify(document), createdAt: updatedAt }],
    defaultVersion: version,
    nextVersion: Number(version.slice(1)) + 1,
  };
};

/** The managed policies of AWS that the sandbox has, by ARN. Of their versions it has the default one only. */
export const awsPolicies: ReadonlyMap<string, PolicyRecord> = new Map(
  documents.map(policyFrom).map((policy) => [policy.arn, policy]),
);

/** AWS's managed policy of that ARN; undefined for what is none or is not in the sandbox. */
export const awsPolicy = (arn: string): PolicyRecord | undefined => awsPolicies.get(arn);
