import { randomBytes } from 'node:crypto';
import { operation, type Operation, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { detectorOf, onDetector } from './detectors.js';
import { badRequest, INVALID_TOKEN } from './failures.js';
import { listsIn, type ListRecord } from './records.js';

/** How one of the two kinds of lists is called in the API, and how many a detector may have ("Amazon GuardDuty quotas"). */
type Kind = { readonly kind: ListRecord['kind']; readonly name: string; readonly id: string; readonly most: number };

const TRUSTED: Kind = { kind: 'ip', name: 'IPSet', id: 'IpSetId', most: 1 };
const THREATS: Kind = { kind: 'threat', name: 'ThreatIntelSet', id: 'ThreatIntelSetId', most: 6 };

/** A list is read in and taken into use within minutes. */
const SETTLING = 5 * 60_000;

type Input = {
  readonly DetectorId?: string;
  readonly Name?: string;
  readonly Format?: string;
  readonly Location?: string;
  readonly Activate?: boolean;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly ExpectedBucketOwner?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
};

/** Create, Get, Update, Delete and List of IPSets and ThreatIntelSets. What the lists say has no effect here. */
export const listOperations: Operations = { ...operationsFor(TRUSTED), ...operationsFor(THREATS) };

function operationsFor(kind: Kind): Operations {
  const idOf = (input: Input): string => String((input as Readonly<Record<string, unknown>>)[kind.id]);
  const named = (action: string, run: Operation<Input, object>['run']): Operations => ({
    [action]: operation<Input, object>((call, input) => {
      detectorOf(call, input.DetectorId);
      return run(call, input);
    }, onDetector(action)),
  });
  return {
    ...named(`Create${kind.name}`, (call, input) => {
      if (allOf(call, kind).length >= kind.most)
        throw badRequest('The request is rejected because the number of lists has reached its limit.');
      const id = randomBytes(16).toString('hex');
      listsIn(call).put(id, {
        id,
        kind: kind.kind,
        name: input.Name ?? '',
        format: input.Format ?? '',
        location: input.Location ?? '',
        active: input.Activate === true,
        settledAt: call.world.clock.now() + SETTLING,
        tags: input.Tags ?? {},
        ...(input.ExpectedBucketOwner !== undefined && { bucketOwner: input.ExpectedBucketOwner }),
      });
      return { [kind.id]: id };
    }),
    ...named(`Get${kind.name}`, (call, input) => {
      const list = listOf(call, kind, idOf(input));
      return {
        Name: list.name,
        Format: list.format,
        Location: list.location,
        Status: statusAt(list, call.world.clock.now()),
        Tags: list.tags,
        ...(list.bucketOwner !== undefined && { ExpectedBucketOwner: list.bucketOwner }),
      };
    }),
    ...named(`Update${kind.name}`, (call, input) => {
      const list = listOf(call, kind, idOf(input));
      listsIn(call).put(list.id, {
        ...list,
        name: input.Name ?? list.name,
        location: input.Location ?? list.location,
        active: input.Activate ?? list.active,
        settledAt: call.world.clock.now() + SETTLING,
      });
      return {};
    }),
    ...named(`Delete${kind.name}`, (call, input) => {
      listsIn(call).delete(listOf(call, kind, idOf(input)).id);
      return {};
    }),
    ...named(`List${kind.name}s`, (call, { MaxResults, NextToken }) => {
      const ids = allOf(call, kind).map((list) => list.id);
      const { items, next } = page(ids, { max: MaxResults, token: NextToken, usual: 50, invalid: INVALID_TOKEN });
      return { [`${kind.id}s`]: items, ...(next && { NextToken: next }) };
    }),
  };
}

const allOf = (place: Place, { kind }: Kind): readonly ListRecord[] =>
  listsIn(place)
    .all()
    .filter((list) => list.kind === kind);

const listOf = (place: Place, { kind }: Kind, id: string): ListRecord => {
  const list = listsIn(place).get(id);
  if (list?.kind === kind) return list;
  throw badRequest('The request is rejected since no such resource found.');
};

const statusAt = ({ active, settledAt }: ListRecord, now: number): string =>
  active ? (now < settledAt ? 'ACTIVATING' : 'ACTIVE') : now < settledAt ? 'DEACTIVATING' : 'INACTIVE';
