import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Examination, VaultExamination } from '../../workflows/contract/examination.js';
import { workflowTypes } from '../../workflows/contract/names.js';
import type { Config } from '../../worker/config.js';
import { startPatience } from '../session/submit.js';
import { away, clockLine, failed, ok, warning, type Line } from './line.js';

/** Asks a worker how it is, which also says how Temporal's clock stands to the one here. */
export const askExamination = async (
  client: Client,
  config: Config,
  say: (what: string) => void,
): Promise<readonly Line[]> => {
  say('a worker looks at its ledger, AWS and its vault …');
  const before = Date.now();
  const handle = await client.withDeadline(before + startPatience, () =>
    client.workflow.start(workflowTypes.examine, {
      taskQueue: config.temporal.taskQueue,
      workflowId: `examine-${randomUUID()}`,
      workflowExecutionTimeout: '1m',
    }),
  );
  const after = Date.now();
  const { startTime } = await handle.describe();
  // The server notes when it took it, between the two.
  const ahead = Math.round(
    (Math.max(0, before - startTime.getTime()) || Math.min(0, after - startTime.getTime())) / 1_000,
  );
  const clock = clockLine('clock here against Temporal', ahead, 'Set this machine’s clock by NTP.');
  try {
    return [clock, ...examinationLines((await handle.result()) as Examination, config)];
  } catch {
    const fix = 'Look at the worker’s log. Where the ledger hangs, nothing is changed in AWS until it answers.';
    return [clock, away('worker', 'it did not say within a minute how it is', fix)];
  }
};

/** What a worker found of itself: whether it writes the ledger, who it is to AWS, its clock, its vault. */
export const examinationLines = ({ worker, ledger, aws, vault }: Examination, config: Config): readonly Line[] => {
  if (ledger !== null)
    return [
      away(
        'ledger, written by the worker',
        ledger,
        'No change is made in AWS, and runs wait, until it can be written: look at its disk, its modes, its database.',
      ),
    ];
  if ('problem' in aws)
    return [away('aws', aws.problem, 'Look at the worker’s AWS credentials, and at its way to AWS: docs/deploying.md')];
  return [
    ok('ledger, written by the worker', `${worker} wrote to it just now`),
    ok('aws', `the worker is ${aws.principal}, in ${aws.region}`),
    aws.hasSessions
      ? ok('rights of actions', 'each action has a session of its own, which can do no more than it asks for')
      : warning(
          'rights of actions',
          'every action may do whatever the worker may',
          'Give it a role to take: aws.roleArn, docs/deploying.md',
        ),
    clockLine('clock of the worker against AWS', aws.aheadOfAws, 'Set the worker’s clock by NTP.'),
    ...vaultLines(vault, config),
  ];
};

const vaultLines = (found: VaultExamination | null, { vault }: Config): readonly Line[] => {
  if (found === null)
    return [warning('vault', 'none: memory is not captured, seals stand in the ledger alone', 'docs/vault.md')];
  const { bucket, account, isInAttackedAccount, problems } = found;
  const where = `${bucket} in account ${account}`;
  return [
    isInAttackedAccount
      ? failed(
          'vault',
          `${where}: ITS ROLE OR KEY IS IN THE ACCOUNT UNDER ATTACK, whose owner can end them`,
          'Make a vault in an account of its own: firebreak vault init, docs/vault.md',
        )
      : problems.length > 0
        ? failed(
            'vault',
            `${where}: ${problems.join('; ')}`,
            'As an administrator of its account: firebreak vault check',
          )
        : ok('vault', `${where}, apart from the account under attack, with Object Lock`),
    ...(vault?.lockMode === 'governance'
      ? [
          warning(
            'vault lock',
            'governance: who may bypass it can delete evidence (seals are always under compliance)',
            'Set vault.lockMode to compliance, unless evidence has to be deletable.',
          ),
        ]
      : []),
  ];
};
