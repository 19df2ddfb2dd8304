import { describe, expect, it } from '@jest/globals';
import { nothingToPutBack, withLeftStanding } from '../../../activities/engine/left-standing.js';
import { stepsIn, type StepPlan } from '../../../workflows/contract/plan.js';
import { isolate, planWith } from '../../ledger/fixtures/plans.js';

const planned = (target: string, step: string): StepPlan => {
  const [one] = stepsIn(planWith({ ...isolate, target, step }));
  if (!one) throw new Error('the fixture has no step');
  return one;
};
const tracks = ['i-1', 'i-2'].map((target) => ({ target, steps: [planned(target, `release-1/${target}`)] }));

describe('what a release leaves as it is', () => {
  it('is said on its own target, else on the first, and is no part of what is signed', () => {
    const left = [planned('i-2', 'contain/i-2/standbyInstance'), planned('i-9', 'contain/i-9/standbyInstance')];
    const told = withLeftStanding('run-1', tracks, left);
    const said = told.map(({ steps }) =>
      steps.flatMap(({ observed }) => observed.blastRadius.map((one) => one.message)),
    );
    expect(said.map((lines) => lines.map((text) => text.slice(text.indexOf('firebreak release'))))).toEqual([
      ['firebreak release run-1 --step contain/i-9/standbyInstance --reason "…"'],
      ['firebreak release run-1 --step contain/i-2/standbyInstance --reason "…"'],
    ]);
    expect(told.map(({ steps }) => steps.map(({ signed }) => signed))).toEqual(
      tracks.map(({ steps }) => steps.map(({ signed }) => signed)),
    );
  });

  it('is named when there is nothing else to put back, the first of many', () => {
    expect(nothingToPutBack('run-1', []).message).toBe('run-1 has changed nothing that is still to be put back.');
    const left = [1, 2, 3, 4, 5].map((number) => planned(`i-${number}`, `step-${number}`));
    expect(nothingToPutBack('run-1', left).message).toMatch(
      /: step-1, step-2, step-3, and 2 more: firebreak show run-1\.$/,
    );
  });
});
