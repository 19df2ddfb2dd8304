import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../../activities/catalogue.js';
import { standingBlocks } from '../../../cli/report/standing-blocks.js';
import { actionsToName } from '../../../workflows/contract/names.js';
import { isolate } from '../../ledger/fixtures/plans.js';
import { Chronicle } from '../../ledger-view/case/chronicle.js';

/** What is printed to put back one action on so many hosts. */
const commandFor = async (action: string, hosts: number): Promise<unknown> => {
  const steps = Array.from({ length: hosts }, (_, at) => ({
    ...isolate,
    action,
    target: `arn:aws:ec2:eu-west-1:111122223333:instance/i-${at}`,
    step: `contain/i-${at}/${action}`,
  }));
  const told = new Chronicle().asked(0);
  told.approved(2, told.planned(1, steps));
  for (const { step } of steps) told.called(3, step);
  const [, table] = standingBlocks(await told.report());
  return table?.kind === 'table' ? table.rows[0]?.at(-1)?.[0] : null;
};

describe('the report says how to put back', () => {
  it('few changes by their steps, and many by their run, with a reason to fill in', async () => {
    expect(await commandFor('isolateInstance', 2)).toEqual({
      code: 'firebreak release run-1 --step contain/i-0/isolateInstance --step contain/i-1/isolateInstance --reason "…"',
    });
    expect(await commandFor('isolateInstance', 3)).toEqual({ code: 'firebreak release run-1 --reason "…"' });
  });

  it('by its step what is put back only when it is named, however many there are', async () => {
    const steps = [0, 1, 2].map((host) => ` --step contain/i-${host}/standbyInstance`).join('');
    expect(await commandFor('standbyInstance', 3)).toEqual({ code: `firebreak release run-1${steps} --reason "…"` });
  });

  it('so every action whose change may have to be named, and no other', () => {
    const named = catalogue.filter(({ undo }) => undo?.onlyWhenNamed(null));
    expect(new Set(named.map(({ name }) => name))).toEqual(actionsToName);
  });
});
