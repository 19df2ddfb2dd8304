import { z } from 'zod';
import type { Breakage } from '../../workflows/contract/plan.js';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { reading } from '../aws/reading.js';
import { accessKeys } from './credentials.js';
import { deactivate, deactivationCalls, doneBy, readQuiet, turnedOff } from './deactivate.js';
import { planReactivation, reactivate, reactivation } from './reactivate.js';
import { readUser, userInput } from './users.js';

const kinds = [accessKeys];
const input = userInput.extend({
  /** The key that led here: it is in other hands, so no release makes it active again. */
  accessKeyId: z
    .string()
    .regex(/^A(KIA|SIA)[A-Z0-9]{12,124}$/)
    .exactOptional(),
});

// The date tells whether somebody still works with it; it is hours late at times ("GetAccessKeyLastUsed").
const usedBy = async (aws: Aws, id: string): Promise<Breakage> => {
  const { AccessKeyLastUsed: last } = await reading('iam:GetAccessKeyLastUsed', id, () =>
    aws.iam.getAccessKeyLastUsed({ AccessKeyId: id }),
  );
  const message = last?.LastUsedDate
    ? `programs that sign with ${id} stop: last used ${last.LastUsedDate.toISOString()}, ${last.ServiceName} in ${last.Region}`
    : `${id} was never used, as far as IAM knows`;
  return { severity: last?.LastUsedDate ? 'warning' : 'info', message, resources: [id] };
};

/**
 * Makes every access key of a user inactive, also those that appear meanwhile. Never deletes one: when it was last used
 * would be lost with it, and it could not be put back.
 */
export const deactivateKeys = action({
  name: 'deactivateKeys',
  title: 'Deactivate all access keys of a user',
  effect: 'change',
  blocking: true,
  input,
  facts: z.strictObject({}),
  output: turnedOff,
  permissions: ['iam:GetUser', 'iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed', 'iam:UpdateAccessKey'],

  async plan(aws, { userName, accessKeyId }, { target }) {
    const { id, owner } = await readUser(aws, userName, target);
    const keys = await accessKeys.read(aws, userName);
    const active = keys.filter((one) => one.active);
    return {
      owner,
      kind: 'user',
      calls: deactivationCalls(userName, kinds),
      targetState: { user: id, accessKeys: 'all inactive' },
      reversible: true,
      summary: `deactivate ${active.length} access key(s) of ${userName}, and any that appears meanwhile`,
      differences: keys.map((key) => ({
        what: key.id,
        now: `${key.active ? 'active' : 'inactive'}, from ${key.since}`,
        then: key.id === accessKeyId ? 'inactive for good: it leaked' : 'inactive',
      })),
      blastRadius: await Promise.all(active.map((key) => usedBy(aws, key.id))),
      notCut: ['sessions that were made with a key: they outlive it, and only the denial of the user holds them back'],
      facts: {},
    };
  },

  apply: (aws, { input: { userName } }) => deactivate(aws, userName, kinds),

  async verify(aws, { input: { userName }, notCut }) {
    const { holds, facts } = await readQuiet(aws, userName, kinds);
    return { assurance: 'configured', holds, facts: [`${facts.length} access key(s), read twice`, ...facts], notCut };
  },

  undo: {
    facts: reactivation,
    async plan(aws, { plan, output, kept }) {
      const { userName, accessKeyId } = plan.input;
      const known = await readUser(aws, userName, plan.target);
      const leaked = accessKeyId?.startsWith('AKIA') ? [accessKeyId] : [];
      return planReactivation(aws, userName, known, kinds, doneBy(output, kept), leaked);
    },
    apply: (aws, { input: { userName }, facts }) => reactivate(aws, userName, kinds, facts),
  },
});
