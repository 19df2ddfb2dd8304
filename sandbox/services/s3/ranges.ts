import { AwsFailure } from '../operation.js';
import { invalidArgument, invalidRequest } from './failures.js';
import type { ObjectFacts, PartFacts } from './records.js';

/** A stretch of an object: from a byte up to, not including, another. */
export type Stretch = {
  readonly from: number;
  readonly until: number;
  /** The stretch is not the whole, or was asked for as a part. */
  readonly partial: boolean;
  readonly part?: PartFacts;
};

/** What a read asks for of an object; InvalidRange, and `InvalidPartNumber` for a part that it has not. */
export const stretchOf = (
  object: ObjectFacts,
  { Range, PartNumber }: { readonly Range?: string | undefined; readonly PartNumber?: number | undefined },
): Stretch => {
  if (Range !== undefined && PartNumber !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  if (PartNumber !== undefined) return partStretch(object, PartNumber);
  const whole = { from: 0, until: object.size, partial: false };
  // What is no single range is as if it were not there (RFC 9110, 14.2).
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(Range ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return whole;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return whole;
  const from = first === '' ? Math.max(0, object.size - Number(last)) : Number(first);
  const until = first === '' || last === '' ? object.size : Math.min(object.size, Number(last) + 1);
  if (from >= object.size)
    throw new AwsFailure('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: Range,
      ActualObjectSize: object.size,
    });
  return { from, until, partial: true };
};

const partStretch = ({ parts, size }: ObjectFacts, number: number): Stretch => {
  if (number < 1 || number > 10_000)
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', `${number}`);
  const all = parts ?? [{ number: 1, size }];
  const part = all[number - 1];
  if (part === undefined)
    throw new AwsFailure('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      PartNumberRequested: number,
      ActualPartCount: all.length,
    });
  const from = all.slice(0, number - 1).reduce((sum, one) => sum + one.size, 0);
  return { from, until: from + part.size, partial: true, part };
};
