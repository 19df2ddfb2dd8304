import { z } from 'zod';
import { action } from '../action.js';
import { serviceCredentials, signingCertificates, sshKeys } from './credentials.js';
import { deactivate, deactivationCalls, doneBy, readAll, readQuiet, turnedOff } from './deactivate.js';
import { planReactivation, reactivate, reactivation } from './reactivate.js';
import { readUser, userInput } from './users.js';

const kinds = [signingCertificates, sshKeys, serviceCredentials];

/**
 * Makes what a user can prove themselves with besides access keys and password inactive: signing certificates, SSH
 * public keys, credentials of single services. Best-effort: the denial of the user covers what IAM decides.
 */
export const deactivateCredentials = action({
  name: 'deactivateCredentials',
  title: 'Deactivate certificates, SSH keys and service-specific credentials of a user',
  effect: 'change',
  blocking: false,
  input: userInput,
  facts: z.strictObject({}),
  output: turnedOff,
  permissions: [
    'iam:GetUser',
    'iam:ListSigningCertificates',
    'iam:ListSSHPublicKeys',
    'iam:ListServiceSpecificCredentials',
    'iam:UpdateSigningCertificate',
    'iam:UpdateSSHPublicKey',
    'iam:UpdateServiceSpecificCredential',
  ],

  async plan(aws, { userName }, { target }) {
    const { id, owner } = await readUser(aws, userName, target);
    const found = await readAll(aws, userName, kinds);
    const active = found.filter((one) => one.active);
    return {
      owner,
      kind: 'user',
      calls: deactivationCalls(userName, kinds),
      targetState: { user: id, otherCredentials: 'all inactive' },
      reversible: true,
      summary: `deactivate ${active.length} other credential(s) of ${userName}, and any that appears meanwhile`,
      differences: found.map(({ kind, id: one, active: isActive, since }) => ({
        what: `${kind.name} ${one}`,
        now: `${isActive ? 'active' : 'inactive'}, from ${since}`,
        then: 'inactive',
      })),
      blastRadius: active.map(({ kind, id: one }) => ({
        severity: 'warning',
        message: `whatever uses ${kind.name} ${one} stops (Git over CodeCommit, Keyspaces, Bedrock and the like)`,
        resources: [one],
      })),
      facts: {},
    };
  },

  apply: (aws, { input: { userName } }) => deactivate(aws, userName, kinds),

  async verify(aws, { input: { userName } }) {
    const { holds, facts } = await readQuiet(aws, userName, kinds);
    return { assurance: 'configured', holds, facts: [`${facts.length} other credential(s)`, ...facts], notCut: [] };
  },

  undo: {
    facts: reactivation,
    async plan(aws, { plan, output, kept }) {
      const { userName } = plan.input;
      const known = await readUser(aws, userName, plan.target);
      return planReactivation(aws, userName, known, kinds, doneBy(output, kept), []);
    },
    apply: (aws, { input: { userName }, facts }) => reactivate(aws, userName, kinds, facts),
  },
});
