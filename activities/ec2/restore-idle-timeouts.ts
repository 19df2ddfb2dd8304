import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Planned } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { settled } from '../aws/settled.js';
import {
  idleTimeout,
  isShortest,
  nameTimeout,
  readIdleTimeouts,
  sayTimeout,
  timeoutCall,
  timeoutId,
  type IdleTimeout,
  type ShownTimeout,
} from './idle-timeouts.js';
import { readInstance } from './instances.js';

/** The idle timeouts that interfaces had. */
export const idleTimeouts = z.strictObject({ before: z.array(idleTimeout) });
type IdleTimeouts = z.infer<typeof idleTimeouts>;

const say = (one: ShownTimeout): string => `${nameTimeout(one)} ${sayTimeout(one)}`;

type Pair = { readonly prior: IdleTimeout; readonly now: ShownTimeout | undefined };

// AWS can set a timeout and never unset it: where none is shown, we have not set one either.
const isBack = ({ prior, now }: Pair): boolean => (now?.seconds ?? prior.seconds) === prior.seconds;

const isMoved = (pair: Pair): boolean => pair.now !== undefined && !isBack(pair) && !isShortest(pair.now);

const readPair = async (aws: Aws, instanceId: string, prior: IdleTimeout): Promise<Pair> => ({
  prior,
  now: (await readIdleTimeouts(aws, instanceId)).find(({ interfaceId }) => interfaceId === prior.interfaceId),
});

/**
 * Plans giving each interface its own idle timeout back; one that nobody had set is set to what the instance type has by
 * default. Refuses when somebody set another one since.
 */
export const planTimeouts = async (
  aws: Aws,
  instanceId: string,
  { before }: IdleTimeouts,
): Promise<Planned<IdleTimeouts>> => {
  const { owner } = await readInstance(aws, instanceId);
  const longer = before.filter((prior) => !isShortest(prior));
  const pairs = await Promise.all(longer.map((prior) => readPair(aws, instanceId, prior)));
  const moved = pairs.filter(isMoved).flatMap(({ now }) => now ?? []);
  if (moved.length > 0)
    throw failure(
      failureTypes.moved,
      `Somebody set another idle timeout since: ${moved.map(say).join('; ')}. Nothing was put back.`,
      'Look into who did (CloudTrail: ModifyNetworkInterfaceAttribute). Release the other steps with --step.',
    );
  const there = pairs.filter(({ now }) => now !== undefined);
  return {
    owner,
    kind: 'instance',
    calls: there.map(({ prior }) => timeoutCall(prior)),
    targetState: { idleTimeouts: there.map(({ prior }) => prior) },
    reversible: true,
    summary: `let TCP connections of ${instanceId} be idle for as long as before`,
    differences: there.flatMap(({ prior, now }) =>
      now ? [{ what: nameTimeout(prior), now: sayTimeout(now), then: sayTimeout(prior) }] : [],
    ),
    notApplicable: pairs
      .filter(({ now }) => now === undefined)
      .map(({ prior }) => `${prior.interfaceId} is not attached any more: it is left alone`),
    facts: { before: there.map(({ prior }) => prior) },
  };
};

/** Carries a planned restoration out; doing it twice equals doing it once. Answers what AWS reads back. */
export const restoreTimeouts = async (
  aws: Aws,
  instanceId: string,
  { before }: IdleTimeouts,
): Promise<readonly string[]> => {
  const told: string[] = [];
  for (const prior of before) {
    const read = () => readPair(aws, instanceId, prior);
    const pair = await read();
    if (pair.now && isMoved(pair))
      throw failure(
        failureTypes.moved,
        `${say(pair.now)}, which is neither ours nor what it had before.`,
        'Look into who changed it, then retry or skip.',
      );
    if (!isBack(pair)) await aws.make(timeoutId(prior.interfaceId));
    const after = await settled(aws, read, isBack);
    if (!isBack(after)) throw failure(failureTypes.notHolding, `${prior.interfaceId} did not take its timeout back.`);
    if (after.now) told.push(say(after.now));
  }
  return told;
};
