import type { FaultOrder } from '../../sandbox/faults/order.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { catalogue } from '../../activities/catalogue.js';
import { holdUp } from './autoscaling/suspend-processes.row.js';
import { openClassic } from './fixtures/classic.js';
import { Incident } from './fixtures/incident.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
});
afterAll(() => incident.close());

/** A way in which an action comes to do what it does; several, where one run cannot do all of it. */
type Scene = {
  readonly given?: () => Promise<unknown>;
  /** Between applying and putting back. */
  readonly meanwhile?: () => Promise<unknown>;
  /** Its step has to be named for a release. */
  readonly named?: boolean;
};

const pass = (ms: number) => incident.office.aws.admin.advanceClock(ms);
const fault = (operation: string, order: Omit<FaultOrder, 'match'>) =>
  incident.office.aws.admin.addFault({ match: { operation }, ...order });
const scenesOf: Readonly<Record<string, readonly Scene[]>> = {
  protectInstance: [{}],
  snapshotVolumes: [
    {},
    // Only after a lost answer it looks for what it made.
    { given: () => fault('CreateSnapshots', { kind: 'lost-answer' }) },
  ],
  standbyInstance: [{ named: true, meanwhile: () => pass(10 * 60_000) }],
  suspendProcesses: [{ given: () => holdUp(incident) }],
  deregisterTargets: [{}],
  deregisterInstance: [{ given: () => openClassic(incident) }],
  removePublicAddresses: [{}],
  isolateInstance: [{ given: async () => incident.office.inputs.set('isolateInstance', { untrack: true }) }],
  shortenIdleTimeout: [{}],
  endSessions: [{}],
  detachProfile: [{}],
  disableMetadata: [{}],
};
// Those that keep evidence or change identities have tests of their own.
const actions = catalogue.filter(({ name }) => Object.hasOwn(scenesOf, name));

/** Does all that the action does under these permissions; answers what it was denied, as people are told. */
const play = async (action: string, scene: Scene, permissions: readonly string[]): Promise<string> => {
  await incident.begin();
  await scene.given?.();
  await incident.permit(permissions);
  const job = await incident.office.job(incident.host);
  try {
    const planned = await incident.office.plan(job, action);
    const notes = (await incident.office.entries(job, 'note')).map(({ body }) => body.text);
    if (notes.length > 0) return notes.join('\n');
    await incident.office.sign(job, planned);
    const signed = { job, planned };
    await incident.done(signed, action);
    await scene.meanwhile?.();
    const isUndone = catalogue.some(({ name, undo }) => name === action && undo);
    if (!isUndone) return '';
    const step = (await incident.plansOf(signed)).at(-1)?.signed.step ?? '';
    await incident.carry(await incident.release(signed, scene.named ? [step] : []), action, 'undo');
    return '';
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || error.type !== 'AccessDenied') throw error;
    return `${error.message}\n${error.details?.join('\n')}`;
  }
};

describe.each(actions.map((action) => [action.name, action.permissions] as const))('%s', (name, permissions) => {
  const scenes = scenesOf[name] ?? [];

  it('does all that it does with the permissions that it asks for', async () => {
    for (const scene of scenes) expect(await play(name, scene, permissions)).toBe('');
  });

  it.each(permissions)('is denied without %s, and says so', async (missing) => {
    const rest = permissions.filter((one) => one !== missing);
    const told: string[] = [];
    for (const scene of scenes) told.push(await play(name, scene, rest));
    expect(told.join('\n')).toContain(`is not authorized to perform: ${missing} on`);
    // People are told to allow exactly that, except where a best-effort step is left out of the plan with a note.
    expect(told.join('\n')).toMatch(new RegExp(`Allow ${missing} |is left out of the plan`));
  });
});
