import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json } from '../../workflows/contract/json.js';
import type { SignedStep } from '../../workflows/contract/plan.js';
import type { Operator } from '../../workflows/contract/policy.js';
import { failure } from '../aws/errors.js';
import { namesInInput, namesInStep, nameOf } from './resource-names.js';

/** Something that Firebreak cannot do without: why it must not be changed, and what to do instead. */
export type Protected = { readonly arn: string; readonly why: string; readonly instead: string };

/** The one list of what no run may change, whoever signs it. */
export type Protection = {
  /**
   * Rejects with a `Refused` failure when the step, or a call that it is about to make, would change something that is
   * protected. Putting back is never refused: what was changed before it was on the list can still be released.
   */
  readonly check: (step: SignedStep, callInput?: Json) => Promise<void>;
};

/** Protects what is `listed`, and what the worker finds out about itself: once, and again if that failed. */
export const openProtection = (
  listed: readonly Protected[],
  findOwn: () => Promise<readonly Protected[]>,
): Protection => {
  let found: Promise<ReadonlyMap<string, Protected>> | null = null;
  const find = async (): Promise<ReadonlyMap<string, Protected>> =>
    // What the worker knows of itself comes last: it says more than a line in a list.
    new Map([...listed, ...(await findOwn())].map((one) => [nameOf(one.arn), one]));
  return {
    check: async (step, callInput = null) => {
      if (step.phase === 'undo' || step.calls.length === 0) return;
      const all = await (found ??= find().catch((error: unknown) => ((found = null), Promise.reject(error))));
      const hit = [...namesInStep(step), ...namesInInput(callInput, step.owner)].find((name) => all.has(name));
      const entry = hit === undefined ? undefined : all.get(hit);
      if (entry)
        throw failure(
          failureTypes.refused,
          `${step.step} would change ${entry.arn}, which is protected: ${entry.why}.`,
          entry.instead,
        );
    },
  };
};

/** What a configuration lists. */
export const listedResource = (arn: string): Protected => ({
  arn,
  why: 'it is listed under protected.resources in the configuration of the worker',
  instead: 'Launch it again without it. If it has to be changed, do it by hand, or take it off the list first.',
});

/** The users and roles of AWS by which an operator proves who signs: without them a gate may find nobody. */
export const signersOf = ({ name, principals = [] }: Operator): readonly Protected[] =>
  principals.map((arn) => ({
    arn,
    why: `it is listed under the principals of the operator ${name}, who signs with it`,
    instead: `Let ${name} sign in another way, and take it out of their principals first.`,
  }));

/** The key of AWS KMS that the ledger is signed with, and the role that uses it: without them nothing can be recorded. */
export const signingKeyOf = (key: {
  readonly keyArn: string;
  readonly roleArn?: string | undefined;
}): readonly Protected[] =>
  [key.keyArn, ...(key.roleArn === undefined ? [] : [key.roleArn])].map((arn) => ({
    arn,
    why: 'the ledger is signed with it, and without the ledger nothing may be changed or put back',
    instead: 'Sign the ledger with another key first (firebreak audit rotate-key), then launch this again.',
  }));
