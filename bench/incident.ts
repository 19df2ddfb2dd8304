import type { OpenSession } from '../cli/session/open-session.js';
import { untilRecorded, waitingApproval } from '../cli/session/waiting.js';
import type { Entry } from '../workflows/contract/entries.js';
import type { RunState } from '../workflows/contract/words.js';

/** What was recorded of a run during a part of it, and how long that took. */
export type Part = { readonly entries: readonly Entry[]; readonly seconds: number };

/** A run and its release. */
export type Incident = {
  readonly run: string;
  /** From asking for it to its gate, and to its end. */
  readonly planned: Part;
  readonly carriedOut: Part;
  /** Seconds from the approval until each target was read back as isolated. */
  readonly isolated: readonly number[];
  /** From asking for the release to its gate, and to its end. */
  readonly releasePlanned: Part;
  readonly released: Part;
};

/** Contains these instances in one run and releases them, as two people at the command line would, without delay. */
export const containAndRelease = async (
  { as, reading }: OpenSession,
  instanceIds: readonly string[],
): Promise<Incident> => {
  const [asker, approver] = [as('responder'), as('ir-lead')];
  const begun = performance.now();
  const { id, case: caseId } = await asker.launch({
    playbook: 'contain-instance',
    input: { instanceId: instanceIds.join(',') },
    severity: 'P1',
    title: 'bench',
    reason: 'bench',
  });
  const entries: Entry[] = [];
  /** What was recorded since it was last asked for. */
  const fresh = async (): Promise<readonly Entry[]> => {
    const more = await reading.ledger.entries(caseId, { run: id, after: entries.at(-1)?.seq ?? 0 });
    entries.push(...more);
    return more;
  };
  const part = async (since: number, from: number): Promise<Part> => {
    await fresh();
    return { entries: entries.slice(from), seconds: (performance.now() - since) / 1_000 };
  };
  const signAndFollow = async (wanted: RunState): Promise<void> => {
    const plan = waitingApproval(await reading.run(id))?.plan;
    if (!plan) throw new Error(`${id} does not wait.`);
    await approver.approve(id, plan, 'bench');
    await untilRecorded(reading, async () => (hasCome(await fresh(), wanted) ? true : null), { silence: 120_000 });
  };

  const planned = await part(begun, 0);
  const signed = Date.now();
  await signAndFollow('completed');
  const carriedOut = await part(begun, 0);

  const releasing = performance.now();
  await asker.release(id, [], 'bench');
  const releasePlanned = await part(releasing, carriedOut.entries.length);
  await signAndFollow('released');
  const released = await part(releasing, carriedOut.entries.length);
  return { run: id, planned, carriedOut, isolated: isolations(carriedOut, signed), releasePlanned, released };
};

/** Whether the run is in that state; throws where it is in another one, or a step waits for a person. */
const hasCome = (entries: readonly Entry[], wanted: RunState): boolean => {
  for (const { kind, body } of entries) {
    if (kind === 'outcome' && body.gate) throw new Error(`${body.step} failed: ${body.error?.message ?? 'no reason'}`);
    if (kind !== 'run' || body.event !== 'state') continue;
    if (body.state === wanted) return true;
    throw new Error(`the run ended as ${body.state}: ${body.reason ?? 'no reason'}`);
  }
  return false;
};

const isolations = ({ entries }: Part, since: number): readonly number[] => {
  const first = new Map<string, number>();
  for (const { kind, body, at } of entries)
    if (kind === 'verification' && body.holds && body.step.endsWith('/isolateInstance') && !first.has(body.step))
      first.set(body.step, (Date.parse(at) - since) / 1_000);
  return [...first.values()];
};
