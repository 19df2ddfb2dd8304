import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Parameters } from './query-parameters.js';

/** One API request as the sandbox's CloudTrail shows it, at once and with its outcome. `sequence` counts from 0. */
export interface TrailEvent {
  readonly sequence: number;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly accessKeyId: string;
  readonly principal: string;
  readonly requestID: string;
  readonly requestParameters: Parameters;
  readonly readOnly: boolean;
  readonly httpStatus: number;
  readonly errorCode?: string;
}

/** The append-only record: `append` returns once the line would survive the death of this process. */
export interface Trail {
  readonly append: (event: Omit<TrailEvent, 'sequence'>) => TrailEvent;
  readonly since: (sequence: number) => readonly TrailEvent[];
  readonly length: () => number;
  readonly close: () => void;
}

/** Opens the record in `path`; a line cut off by a crash is dropped when read, and never joined to the next. */
export function openTrail(path: string): Trail {
  const file = openSync(path, 'a', 0o600);
  const text = readFileSync(path, 'utf8');
  const events = text.split('\n').flatMap(parse);
  if (text !== '' && !text.endsWith('\n')) writeSync(file, '\n');
  return {
    append: (event) => {
      const numbered = { sequence: events.length, ...event };
      // One write: the kernel keeps it whole even if we are killed right after.
      writeSync(file, `${JSON.stringify(numbered)}\n`);
      events.push(numbered);
      return numbered;
    },
    since: (sequence) => events.slice(Math.max(0, sequence)),
    length: () => events.length,
    close: () => closeSync(file),
  };
}

function parse(line: string): TrailEvent[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as TrailEvent];
  } catch {
    return [];
  }
}
