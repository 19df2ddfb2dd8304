import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { documentPlanText } from '../../../cli/output/document-plan-text.js';
import { planText } from '../../../cli/output/plan-text.js';
import { planText as planOnScreen } from '../../../cli/ui/screens/plan-text.js';
import { planReference } from '../../../ledger/plan-hash.js';
import { openSqliteReader } from '../../../ledger/sqlite/reader.js';
import { runView } from '../../../ledger/view/run-view.js';
import type { PlannedStages } from '../../../workflows/contract/activities.js';
import { resourceOf } from '../../../workflows/contract/names.js';
import { stepsIn, type PlanDocument } from '../../../workflows/contract/plan.js';
import { makeStage, type Stage } from '../../sandbox/gateway/stage.js';
import { Office, type Job } from '../fixtures/office.js';
import { openLedgerFile } from '../../support/ledger-file.js';

let office: Office;
let stage: Stage;
let host: string;
beforeAll(async () => {
  office = await Office.open();
  stage = await makeStage(office.aws.ec2);
}, 60_000);
afterAll(() => office.close());
beforeEach(async () => {
  await office.aws.admin.clearFaults();
  host = (await stage.launch()).InstanceId ?? '';
});

type Made = { readonly job: Job; readonly planned: PlannedStages };

const planning = async (...actions: readonly string[]): Promise<Made> => {
  const job = await office.job(host);
  return { job, planned: await office.plan(job, ...actions) };
};
const signing = async (...actions: readonly string[]): Promise<Made> => {
  const { job, planned } = await planning(...actions);
  await office.sign(job, planned);
  return { job, planned };
};
const changing = async (action: string): Promise<Made> => {
  const { job, planned } = await signing(action);
  await office.attempt(job, planned, action, 'apply');
  return { job, planned };
};
const releasing = async ({ job }: Made, action: string): Promise<void> => {
  const planned = await office.planRelease(job);
  await office.sign(job, planned, 'release-1');
  await office.attempt(job, planned, action, 'undo', 1, 'release-1');
};
const documentOf = async ({ plan }: PlannedStages): Promise<PlanDocument> =>
  (await office.ledger.getDocument(plan.document)) as unknown as PlanDocument;
/** What a new plan says of other runs, stage by stage. */
const said = async (...actions: readonly string[]): Promise<readonly (readonly string[])[]> =>
  (await documentOf((await planning(...actions)).planned)).stages.map(({ tracks }) =>
    tracks.flatMap(({ stillChanged = [] }) => stillChanged.map(({ message }) => message)),
  );
const by = ({ job }: Made): unknown => expect.stringContaining(`was changed by ${job.run} (${job.case},`);

describe('a plan says of its target', () => {
  it('which other run changed it, who asked for that, since when, and how it is put back: until it is', async () => {
    const first = await changing('protectInstance');
    const [begun] = await office.entries(first.job, 'outcome');
    const { run, case: caseId } = first.job;
    expect(await said('protectInstance')).toEqual([
      [
        `${host} was changed by ${run} (${caseId}, asked by responder) since ${begun?.at} and not released: protectInstance. To put it back: firebreak release ${run} --reason "…"`,
      ],
    ]);
    await releasing(first, 'protectInstance');
    expect(await said('protectInstance')).toEqual([[]]);
  });

  it('every run that did, oldest first, once for all its stages', async () => {
    const runs = [await changing('protectInstance'), await changing('disableMetadata')];
    expect(await said('isolateInstance', 'snapshotVolumes')).toEqual([runs.map(by), []]);
  });

  it('what was begun and never came to its end', async () => {
    const { job, planned } = await signing('protectInstance');
    const match = { operation: 'ModifyInstanceAttribute' };
    await office.aws.admin.addFault({ match, kind: 'error', status: 403, code: 'UnauthorizedOperation' });
    await expect(office.attempt(job, planned, 'protectInstance', 'apply')).rejects.toMatchObject({
      type: 'AccessDenied',
    });
    expect(await said('isolateInstance')).toEqual([[by({ job, planned })]]);
  });

  it('which step has to be named to be put back', async () => {
    const { job, planned } = await signing('protectInstance');
    const plan = await documentOf(planned);
    const [source] = stepsIn(plan);
    if (!source) throw new Error('nothing was planned');
    const step = `contain/${host}/standbyInstance`;
    const signed = { ...source.signed, step, action: 'standbyInstance' };
    const tracks = [{ target: signed.target, steps: [{ ...source, signed }] }];
    const document = await office.ledger.putDocument({ ...plan, stages: [{ name: 'contain', tracks }] } as never);
    const body = { run: job.run, step, attempt: 1 } as const;
    await office.ledger.append(job.case, 'worker:test', 'outcome', { ...body, state: 'applying', document });
    const output = { group: 'web', standby: true };
    await office.ledger.append(job.case, 'worker:test', 'outcome', { ...body, state: 'applied', output });
    expect(await said('isolateInstance')).toEqual([
      [expect.stringContaining(`firebreak release ${job.run} --step ${step} --reason "…"`)],
    ]);
  });

  it('that the records of another run cannot be read, and is made all the same', async () => {
    const { job, planned } = await changing('protectInstance');
    const database = openLedgerFile(join(office.folder, 'ledger.db'));
    database.prepare('DELETE FROM documents WHERE hash = ?').run(planned.plan.document);
    database.close();
    expect(await said('isolateInstance')).toEqual([
      [expect.stringMatching(new RegExp(`what ${job.run} .* cannot be read: .* missing .* audit verify`))],
    ]);
  });
});

describe('a plan says nothing of', () => {
  it('its own run', async () => {
    const { job } = await changing('protectInstance');
    const released = await documentOf(await office.planRelease(job));
    expect(released.stages[0]?.tracks.map(({ stillChanged }) => stillChanged)).toEqual([undefined]);
  });

  it('what was done to others, what was only signed, and what only collected', async () => {
    await changing('protectInstance');
    host = (await stage.launch()).InstanceId ?? '';
    await signing('isolateInstance');
    await changing('snapshotVolumes');
    expect(await said('isolateInstance')).toEqual([[]]);
  });
});

describe('what other runs changed', () => {
  it('is no part of what is signed', async () => {
    await changing('protectInstance');
    const { planned } = await planning('isolateInstance');
    const whole = await documentOf(planned);
    const bare = whole.stages.map((one) => ({
      ...one,
      tracks: one.tracks.map(({ target, steps }) => ({ target, steps })),
    }));
    expect(whole.stages[0]?.tracks[0]?.stillChanged).toHaveLength(1);
    expect(planReference({ ...whole, stages: bare }).root).toBe(planned.plan.root);
  });

  it('is read by whoever signs, wherever the plan is shown', async () => {
    const first = await changing('protectInstance');
    const { job, planned } = await planning('isolateInstance');
    const reader = openSqliteReader(join(office.folder, 'ledger.db'));
    const view = await runView(reader, job.case, job.run);
    await reader.close();
    if (!view) throw new Error(`${job.run} was never opened`);
    const screen = planOnScreen(view.stages, { width: 400, details: false, changes: [], standing: null });
    const shown = [
      documentPlanText(await documentOf(planned), planned.plan.root),
      planText(view, planned.plan.root),
      screen.map((line) => line.map(({ text }) => text).join('')).join('\n'),
    ];
    const line = `${resourceOf(first.job.target)} was changed by ${first.job.run}`;
    expect(shown).toEqual(shown.map(() => expect.stringContaining(line)));
  });
});
