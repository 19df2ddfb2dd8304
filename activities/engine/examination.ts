import { isDeepStrictEqual } from 'node:util';
import { ApplicationFailure } from '@temporalio/common';
import { LedgerUnavailableError } from '../../ledger/errors.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { AwsExamination, Examination, ExaminationActivities } from '../../workflows/contract/examination.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { awsTime } from '../aws/aws-time.js';
import { readingFor } from '../aws/attempt.js';
import { reading } from '../aws/reading.js';
import { examineVault } from '../s3/examine-vault.js';
import type { Workplace } from './context.js';

/** What an examination needs of a worker. */
export type Examined = Pick<Workplace, 'ledger' | 'clients' | 'actor' | 'scope'>;

const attempt = readingFor({ case: deploymentChain, run: deploymentChain });

/**
 * Looks at what this worker depends on: who it is to AWS, its clock, its vault. Each call is on record before its answer
 * is used, so an answer also says that the ledger can be written. What was found of the vault becomes an entry whenever
 * it is not what the newest says.
 */
export const examine = async ({ ledger, clients, actor, scope }: Examined): Promise<Examination> => {
  const nothing = { worker: actor, ledger: null, vault: null };
  try {
    const { aws, vault } = await clients.during(attempt, async () => {
      const found = await identify(clients, await scope());
      return { aws: found, vault: clients.vault && (await examineVault(clients.vault, found.account)) };
    });
    if (vault) {
      const known = await ledger.entries(deploymentChain, { kinds: ['deployment'] });
      const newest = known
        .flatMap(({ body }) => ('event' in body && body.event === 'vault-examined' ? body : []))
        .at(-1);
      const body = { run: deploymentChain, event: 'vault-examined', ...vault } as const;
      if (!isDeepStrictEqual(newest, body)) await ledger.append(deploymentChain, actor, 'deployment', body);
    }
    return { ...nothing, aws, vault };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const isLedger =
      error instanceof LedgerUnavailableError ||
      (error instanceof ApplicationFailure && error.type === failureTypes.ledger);
    return { ...nothing, ledger: isLedger ? problem : null, aws: { problem } };
  }
};

/** `scope` is asked for once in a worker's life; this asks anew. */
const identify = async (
  { own, sts }: Workplace['clients'],
  { region }: Awaited<ReturnType<Workplace['scope']>>,
): Promise<Exclude<AwsExamination, { readonly problem: string }>> => {
  const { Arn = '', Account = '' } = await reading('sts:GetCallerIdentity', 'us', () => sts.getCallerIdentity({}));
  const before = Date.now();
  const time = await awsTime(sts);
  // AWS names the second, the call took a while: in the middle of both, an honest clock is less than a second off.
  const aheadOfAws = Math.round(((before + Date.now()) / 2 - (time.getTime() + 500)) / 1_000);
  return { principal: Arn, account: Account, region, hasSessions: own !== sts, aheadOfAws };
};

/** Telling people what a worker depends on. */
export const examinationActivities = (workplace: Workplace): ExaminationActivities => ({
  'deployment.examine': () => examine(workplace),
});
