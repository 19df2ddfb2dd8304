import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../activities/aws/errors.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import { releaseWorkflowId } from '../../workflows/contract/names.js';
import { until } from '../support/aws.js';
import { Lab, people, type Run } from './fixtures/lab.js';
import { door } from './fixtures/world.js';

describe('a release', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  const completed = async (things: string): Promise<Run> => {
    const run = await lab.launch(things);
    await lab.approve(run);
    await lab.closed(run.id);
    return run;
  };
  const undone = (thing: string): readonly string[] =>
    lab.world.changes(thing).filter((moment) => moment.endsWith('.undo'));
  const released = (run: Run): Promise<true> =>
    lab.until(run, 'the release', ({ state }) => (state === 'released' ? true : undefined));

  it('puts everything back after the run has closed, newest first, once somebody else signed', async () => {
    const run = await completed('closed');
    await lab.release(run);
    const gate = await lab.waiting(run);
    expect((await lab.view(run)).state).toBe('waiting');
    expect(gate.requestedBy).toBe('responder');
    expect(await lab.approve(run, people.alias)).toMatchObject({ accepted: false, code: 'self-approval' });
    expect(undone('closed')).toEqual([]);

    await lab.approve(run);
    await released(run);
    expect(undone('closed')).toEqual(['paint.undo', 'polish.undo']);
    expect(lab.world.thing('closed')).toMatchObject({ colour: 'white', shine: false });
    const stage = (await lab.view(run)).stages.find(({ name }) => name === 'release-1');
    expect(stage?.state).toBe('completed');
    expect(stage?.tracks.flatMap((track) => track.steps.map(({ id, state }) => [id, state]))).toEqual([
      ['release-1/paint/closed/paint', 'undone'],
      ['release-1/prepare/closed/polish', 'undone'],
    ]);
  });

  it('puts back only the steps that it was asked for', async () => {
    const run = await completed('partly');
    await lab.release(run, 'release-1', ['paint/partly/paint']);
    await lab.approve(run);
    await released(run);
    expect(undone('partly')).toEqual(['paint.undo']);
    expect(lab.world.thing('partly')).toMatchObject({ colour: 'white', shine: true });
  });

  it('that is denied leaves the run and what it changed as they were', async () => {
    const run = await completed('kept');
    const workflowId = await lab.release(run);
    await lab.deny(run);
    expect(await lab.closed(workflowId)).toBe('denied');
    expect(await lab.view(run)).toMatchObject({ state: 'completed', reason: 'release-1: The release was denied.' });
    expect(lab.world.thing('kept')).toMatchObject({ colour: 'red', shine: true });
    expect(undone('kept')).toEqual([]);
  });

  it('that is stopped while it waits leaves the run as it was', async () => {
    const run = await completed('stopped');
    const workflowId = await lab.release(run);
    await lab.waiting(run);
    expect(await lab.cancel(run, people.responder, workflowId)).toMatchObject({ accepted: true });
    expect(await lab.closed(workflowId)).toBe('cancelled');
    expect((await lab.view(run)).state).toBe('completed');
    expect(undone('stopped')).toEqual([]);
  });

  it('refuses, explaining, what somebody changed since', async () => {
    const run = await completed('touched');
    lab.world.thing('touched').colour = 'green';
    const workflowId = await lab.release(run);
    await expect(lab.closed(workflowId)).rejects.toMatchObject({ cause: { type: 'MovedSince' } });
    expect(await lab.view(run)).toMatchObject({
      state: 'completed',
      reason: 'release-1: Somebody painted touched green since.',
    });
    expect(undone('touched')).toEqual([]);
  });

  it('that has ended asks nobody anything when somebody resets its workflow in Temporal, and has one end', async () => {
    const run = await completed('reset');
    const workflowId = await lab.release(run);
    await lab.approve(run);
    await released(run);
    await lab.closed(workflowId);
    const gates = (await lab.view(run)).gates;
    const { workflow, workflowService, options } = lab.env.client;
    const handle = workflow.getHandle(workflowId);
    const { events } = await handle.fetchHistory();
    const began = events?.findIndex((event) => event.startChildWorkflowExecutionInitiatedEventAttributes) ?? -1;
    const task = events?.slice(0, began).findLast((event) => event.workflowTaskCompletedEventAttributes);
    await workflowService.resetWorkflowExecution({
      namespace: options.namespace,
      workflowExecution: { workflowId, runId: (await handle.describe()).runId },
      reason: 'by hand',
      requestId: randomUUID(),
      workflowTaskFinishEventId: task?.eventId ?? null,
    });
    await expect(lab.closed(workflowId)).rejects.toMatchObject({ cause: { type: 'Ended' } });
    const view = await lab.view(run);
    expect(view).toMatchObject({ state: 'released', reason: null });
    expect(view.gates).toEqual(gates);
    expect(undone('reset')).toEqual(['paint.undo', 'polish.undo']);
  });

  it('of what is put back already says that nothing is left', async () => {
    const run = await completed('empty');
    await lab.release(run);
    await lab.approve(run);
    await released(run);
    await expect(lab.closed(await lab.release(run, 'release-2'))).rejects.toMatchObject({
      cause: { type: 'Refused', message: expect.stringContaining('nothing that is still to be put back') },
    });
    expect((await lab.view(run)).state).toBe('released');
    expect(undone('empty')).toHaveLength(2);
  });

  it('that was terminated when it had put all back, and had not said so, is said by the next one, which asks nobody', async () => {
    const { wait, open } = door();
    const run = await completed('unsaid');
    lab.world.when('polish.undo', 'unsaid', wait);
    const workflowId = await lab.release(run);
    await lab.approve(run);
    await until('the last one', async () => (lab.world.times('polish.undo', 'unsaid') > 0 ? true : undefined));
    await lab.env.client.workflow.getHandle(workflowId).terminate('by hand');
    open();
    const last = 'prepare/unsaid/polish';
    await lab.until(run, 'its end', ({ stages }) =>
      stages.some(({ tracks }) =>
        tracks.some(({ steps }) => steps.some(({ id, state }) => id === last && state === 'undone')),
      )
        ? true
        : undefined,
    );
    const { gates, state } = await lab.view(run);
    expect(state).toBe('releasing');
    expect(await lab.closed(await lab.release(run, 'release-2'))).toBe('released');
    expect(await lab.view(run)).toMatchObject({ state: 'released', gates });
    expect(undone('unsaid')).toEqual(['paint.undo', 'polish.undo']);
    await expect(lab.closed(await lab.release(run, 'release-3'))).rejects.toMatchObject({ cause: { type: 'Refused' } });
  });

  it('leaves out what an earlier one, terminated, has put back after all, and goes on with the rest', async () => {
    const { wait, open } = door();
    const run = await completed('overlap');
    lab.world.when('paint.undo', 'overlap', (time) => {
      if (time === 1) return wait();
      throw failure(failureTypes.denied, 'not allowed to');
    });
    const first = await lab.release(run);
    await lab.approve(run);
    await until('the first undo', async () => (lab.world.times('paint.undo', 'overlap') > 0 ? true : undefined));
    await lab.env.client.workflow.getHandle(first).terminate('by hand');

    const second = await lab.release(run, 'release-2');
    await lab.approve(run);
    open();
    const step = 'release-2/paint/overlap/paint';
    await lab.waiting(run, 'failure', step);
    await lab.decide(run, step, 'retry');
    expect(await lab.closed(second)).toBe('released');
    expect((await lab.view(run)).state).toBe('released');
    expect(undone('overlap')).toEqual(['paint.undo', 'polish.undo']);
  });

  it('of a run at work first lets its change in flight end, then puts that back too', async () => {
    const { wait, open } = door();
    lab.world.when('paint.apply', 'working', wait);
    const run = await lab.launch('working');
    await lab.approve(run);
    await until('painting', async () => (lab.world.times('paint.apply', 'working') > 0 ? true : undefined));
    const answer = await lab.send(run.id, 'release', lab.releaseRequest(run), 'release-1');
    expect(answer).toMatchObject({ accepted: true });
    open();
    expect(await lab.closed(run.id)).toBe('cancelled');
    expect(lab.world.thing('working').colour).toBe('red');

    const gate = await lab.waiting(run);
    expect(gate.workflowId).toBe(releaseWorkflowId(run.id, 'release-1'));
    await lab.approve(run);
    await released(run);
    expect(undone('working')).toEqual(['paint.undo', 'polish.undo']);
    expect(lab.world.thing('working')).toMatchObject({ colour: 'white', shine: false });
  });

  it('that was carried out is used up: who sends its request again gets nothing without a new signature', async () => {
    const run = await completed('replayed');
    const request = lab.releaseRequest(run);
    const start = (workflowId: string, release: string): Promise<unknown> =>
      lab.env.client.workflow.start('releaseRun', { taskQueue: lab.taskQueue, workflowId, args: [request, release] });
    const first = releaseWorkflowId(run.id, 'release-1');
    await start(first, 'release-1');
    const gate = await lab.waiting(run);
    const approval = lab.planDecision(run, people.lead, gate);
    await lab.send(first, 'decide', approval);
    expect(await lab.closed(first)).toBe('released');

    // The world moved on: it is contained anew, and somebody who can write to Temporal has both signed documents.
    lab.world.thing('replayed').colour = 'red';
    await start(first, 'release-1');
    await expect(lab.closed(first)).rejects.toMatchObject({ cause: { type: 'Refused' } });
    const second = releaseWorkflowId(run.id, 'release-2');
    await start(second, 'release-2');
    await expect(lab.closed(second)).rejects.toMatchObject({ cause: { type: 'Refused' } });
    expect(lab.world.thing('replayed').colour).toBe('red');
    expect(undone('replayed')).toHaveLength(2);
  });

  it('whose undo stumbles is tried again, and asks nobody', async () => {
    const run = await completed('stumbling');
    lab.world.when('paint.undo', 'stumbling', (time) => {
      if (time < 3) throw new TypeError('not one of our types');
    });
    await lab.release(run);
    await lab.approve(run);
    await released(run);
    expect(undone('stumbling')).toEqual(['paint.undo', 'polish.undo']);
  });

  it('whose undo is refused waits for a person, and goes on with retry', async () => {
    const run = await completed('stuck');
    lab.world.when('paint.undo', 'stuck', (time) => {
      if (time === 1) throw failure(failureTypes.denied, 'not allowed to');
    });
    await lab.release(run);
    await lab.approve(run);
    const step = 'release-1/paint/stuck/paint';
    await lab.waiting(run, 'failure', step);
    expect(undone('stuck')).toEqual([]);
    const states = async (): Promise<readonly unknown[]> =>
      (await lab.view(run)).stages.flatMap(({ tracks }) =>
        tracks.flatMap(({ steps }) => steps.map((one) => [one.id, one.state])),
      );
    expect(await states()).toContainEqual([step, 'undo-failed']);
    expect(await states()).toContainEqual(['paint/stuck/paint', 'undo-failed']);
    await lab.decide(run, step, 'retry');
    await released(run);
    expect(undone('stuck')).toEqual(['paint.undo', 'polish.undo']);
  });
});
