import { z } from 'zod';
import { principalNamed } from '../ledger/aws-proof/principals.js';
import { parseAllowedSigner } from '../ledger/sshsig/allowed-signer.js';
import { SshsigError } from '../ledger/sshsig/errors.js';
import { nameSchema } from './policy-settings.js';

const key = z
  .string()
  .max(4_096)
  .superRefine((line, context) => {
    try {
      parseAllowedSigner(line);
    } catch (error) {
      if (!(error instanceof SshsigError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

const principal = z
  .string()
  .max(2_048)
  .refine(
    (arn) => principalNamed(arn) !== null,
    'must be the ARN of one user or role, arn:aws:iam::ACCOUNT:role/NAME: no pattern, no session, not root',
  );

const operator = z
  .strictObject({
    name: nameSchema,
    person: z.string().min(1).max(200),
    roles: z.array(nameSchema).min(1),
    keys: z.array(key).default([]),
    /** Users and roles of AWS that are this person alone. */
    principals: z.array(principal).default([]),
    /** The private key file that `--as` signs with on this machine; a public key file means ssh-agent or a security key. */
    signsWith: z.string().optional(),
  })
  .refine(
    ({ keys, principals }) => keys.length + principals.length > 0,
    'an operator needs keys, principals, or both: without them nothing proves who signs',
  );

// What can prove that it is them, in a form of which there is one; what is malformed has been complained of already.
const proofsOf = ({ keys, principals }: z.output<typeof operator>): readonly string[] => [
  ...keys.flatMap((line) => {
    try {
      return parseAllowedSigner(line).key.fingerprint;
    } catch {
      return [];
    }
  }),
  ...principals.flatMap((arn) => principalNamed(arn) ?? []),
];

/** The operators of a configuration. No key and no user or role of AWS is two people. */
export const operatorsSchema = z
  .array(operator)
  .superRefine((operators, context) => {
    const people = new Map<string, string>();
    operators.forEach((one, at) => {
      for (const proof of proofsOf(one)) {
        const who = people.get(proof) ?? one.person;
        people.set(proof, who);
        if (who !== one.person)
          context.addIssue({
            code: 'custom',
            path: [at],
            message: `${proof} is ${who} already: what two people can use names neither`,
          });
      }
    });
  })
  .default([]);
