import { describe, expect, it } from '@jest/globals';
import { isolate } from '../../ledger/fixtures/plans.js';
import { Chronicle } from '../case/chronicle.js';

const lock = { lock: 'governance', days: 30 };

/** A case with one approved run, which has collected two snapshots. */
const collecting = (details: Parameters<Chronicle['collected']>[2] = lock): Chronicle => {
  const told = new Chronicle().opened(0).asked(60);
  return told.approved(120, told.planned(61)).collected(130, 'snap-0a', details).collected(130, 'snap-0b', details);
};

const followUps = async (told: Chronicle) => (await told.report()).followUps;

describe('what is left to look at', () => {
  it('is first of all evidence that is not what was collected, by its newest verification', async () => {
    const gone = 'missing: the snapshot snap-0a was deleted';
    const told = collecting().examined(200, 'snap-0a').examined(200, 'snap-0b', ['it was unlocked']);
    told.tell(201, 'outcome', { run: 'run-1', step: isolate.step, state: 'failed', attempt: 1 });
    told.examined(300, 'snap-0a', [gone]).examined(300, 'snap-0b');
    expect((await followUps(told)).map(({ kind, what, targets, command }) => [kind, what, targets, command])).toEqual([
      [
        'evidence-differs',
        `ebs-snapshot is not what was collected: ${gone}`,
        ['snap-0a'],
        'firebreak evidence verify case-1',
      ],
      ['failed', expect.anything(), ['i-1'], 'firebreak show run-1'],
    ]);
  });

  it('is evidence that nothing keeps from being deleted: alike snapshots are one', async () => {
    expect(await followUps(collecting({}))).toEqual([
      expect.objectContaining({ kind: 'not-locked', targets: ['snap-0a', 'snap-0b'] }),
    ]);
    expect(await followUps(collecting())).toEqual([]);
  });

  it('is no lock of what AWS cannot lock, and none of a document of the ledger', async () => {
    const told = collecting();
    const item = { run: 'run-1', step: 'collect/i-1/consoleOutput', evidenceKind: 'console-output', source: 'i-1' };
    const rest = { method: 'ec2:GetConsoleOutput', state: 'completed', collectedAt: '2026-11-22T08:02:13.000Z' };
    told.tell(140, 'evidence', { ...item, ...rest, id: 'a', location: '', document: `sha256:${'0'.repeat(64)}` });
    told.tell(141, 'evidence', { ...item, ...rest, id: 'b', location: 'arn:aws:ec2:eu-west-1:1:volume/vol-0b' });
    expect(await followUps(told)).toEqual([]);
  });

  it('is what was not cut, also once the step was put back: that cuts nothing', async () => {
    const told = new Chronicle().opened(0).asked(60);
    const token = 'credentials that were taken already stay valid until 14:00';
    told.approved(120, told.planned(61)).called(121).holds(130, isolate.step, ['an older fact']);
    told.holds(140, isolate.step, [token]);
    const said = { kind: 'not-cut', run: 'run-1', targets: ['i-1'], command: null };
    expect(await followUps(told)).toEqual([{ ...said, what: token }]);
    expect(await followUps(told.undone(500))).toEqual([
      { ...said, what: `isolateInstance, put back since, had not cut: ${token}` },
    ]);
  });
});
