import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  ofIamSimulate as knownOfIamSimulate,
  ofIamSimulateWithResource as knownWithResource,
  type Disagreement,
} from './disagreements.js';
import { ofIamSimulate, ofIamSimulateWithResource, ofMinistack, ours, type Decision } from './evaluators.js';
import { identityCase, resourceCase, type Case } from './generated-cases.js';
import { randomFrom } from './random.js';

const SEED = 20_261_122;
const IDENTITY_CASES = 1_500;
const RESOURCE_CASES = 1_000;

const random = randomFrom(SEED);
const identityCases = Array.from({ length: IDENTITY_CASES }, () => identityCase(random));
const resourceCases = Array.from({ length: RESOURCE_CASES }, () => resourceCase(random));

/** The reason of each disagreement, with how often it was seen; what no reason explains is shown whole. */
const explained = (
  cases: readonly Case[],
  theirs: readonly Decision[],
  known: readonly Disagreement[],
): Record<string, number> => {
  const seen: Record<string, number> = {};
  for (const [index, one] of cases.entries()) {
    const [mine, other] = [ours(one), theirs[index]];
    if (mine === other) continue;
    const reason =
      known.find((each) => each.theirs === other && each.applies(one))?.reason ??
      `${mine}, they say ${other}: ${JSON.stringify(one)}`;
    seen[reason] = (seen[reason] ?? 0) + 1;
  }
  return seen;
};

const expected = (known: readonly Disagreement[]): Record<string, number> =>
  Object.fromEntries(known.map(({ reason, count }) => [reason, count]));

describe('decisions on generated policies', () => {
  let ministack: readonly Decision[] = [];
  beforeAll(async () => {
    ministack = await ofMinistack(identityCases);
  });

  test('agree with ministack on identity policies, boundaries and session policies', () => {
    expect(explained(identityCases, ministack, [])).toEqual({});
  });

  test('agree with iam-simulate on them, but for what it has wrong', () => {
    expect(explained(identityCases, identityCases.map(ofIamSimulate), knownOfIamSimulate)).toEqual(
      expected(knownOfIamSimulate),
    );
  });

  test('agree with iam-simulate where resources have policies, within an account and between two', async () => {
    const theirs = await Promise.all(resourceCases.map(ofIamSimulateWithResource));
    expect(explained(resourceCases, theirs, knownWithResource)).toEqual(expected(knownWithResource));
  });

  test('are of every kind, often enough to mean something', () => {
    for (const cases of [identityCases, resourceCases]) {
      const decisions = cases.map(ours);
      for (const decision of ['allowed', 'implicitDeny', 'explicitDeny'] as const)
        expect(decisions.filter((one) => one === decision).length).toBeGreaterThan(50);
    }
  });
});
