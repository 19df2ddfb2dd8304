import { expect } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../../../workflows/contract/failures.js';
import { carry } from '../fixtures/carry.js';
import type { Office } from '../fixtures/office.js';
import type { Row, Scene, Setting, Stage } from './scene.js';

/** Applies a scene to which something has happened; answers what ended it, or null, and asserts which calls were made. */
const end = async <Place>(
  office: Office,
  action: string,
  { signed, mark = '' }: Setting<Place>,
  calls: readonly string[],
  areMade: boolean,
): Promise<ApplicationFailure | null> => {
  const seen = await office.watch();
  const failure = await carry(office, signed, action, 'apply').then(
    () => null,
    (error: unknown) => {
      if (error instanceof ApplicationFailure) return error;
      throw error;
    },
  );
  if (failure === null) await carry(office, signed, action, 'verify');
  for (const operation of calls) {
    const mine = (await seen(operation)).filter((event) => JSON.stringify(event).includes(mark));
    expect([operation, mine.length > 0]).toEqual([operation, areMade]);
  }
  return failure;
};

/** The target disappears between the signature and the change: it ends at once, in what its row says. */
export const endsGone = async <Place, R extends Row<Place>>(
  stage: Stage<Place, R>,
  row: R,
  scene: Scene<Place>,
): Promise<void> => {
  const setting = await stage.set(row, scene);
  await stage.vanish(setting.place);
  const isDone = scene.gone === 'done all the same';
  const failure = await end(stage.office(), row.action, setting, scene.apply, isDone);
  const none = isDone || scene.gone === 'nothing to do';
  expect(failure && [failure.type, failure.nonRetryable]).toEqual(none ? null : [scene.gone, true]);
};

/** Its first call is denied: none is made after that. */
export const endsDenied = async <Place, R extends Row<Place>>(
  stage: Stage<Place, R>,
  row: R,
  scene: Scene<Place>,
): Promise<void> => {
  const setting = await stage.set(row, scene);
  const [operation = ''] = scene.apply;
  await stage.office().aws.admin.addFault({ match: { operation }, kind: 'denied' });
  const failure = await end(stage.office(), row.action, setting, scene.apply, false);
  expect(failure).toMatchObject({ type: failureTypes.denied, nonRetryable: true });
  expect(String(failure?.details)).toContain(`:${operation} `);
};
