import { readPolicy, type Policy } from '../../policies/document.js';
import type { SessionRecord } from '../sts/sessions.js';
import { textInForce } from './managed.js';
import type { GroupRecord, Home, RoleRecord, UserRecord } from './records.js';

// A boundary or policy that is gone allows nothing.
const nothing: Policy = { version: '2012-10-17', statements: [] };

/** The policies of a user, group or role that are in force. */
export const policiesOf = (home: Home, { inline, attached }: GroupRecord): readonly Policy[] => [
  ...Object.values(inline).map(readPolicy),
  ...attached.flatMap((arn) => policyAt(home, arn)),
];

const policyAt = (home: Home, arn: string): readonly Policy[] => {
  const text = textInForce(home, arn);
  return text === undefined ? [] : [readPolicy(text)];
};

/** The permissions boundary of a user or role, as far as it is in force. */
export const boundaryOf = (home: Home, { boundary }: UserRecord | RoleRecord): { boundary?: Policy } =>
  boundary === undefined ? {} : { boundary: policyAt(home, boundary)[0] ?? nothing };

/** The policies that a session was begun with; nothing where it was begun without. */
export const sessionPolicies = (home: Home, { policy, policyArns }: SessionRecord): { session?: readonly Policy[] } =>
  policy === undefined && policyArns === undefined
    ? {}
    : {
        session: [
          ...(policy === undefined ? [] : [readPolicy(policy)]),
          ...(policyArns ?? []).flatMap((arn) => policyAt(home, arn)),
        ],
      };
