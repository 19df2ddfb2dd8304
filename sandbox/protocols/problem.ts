/** Where something is in an input or output: names of members, keys of maps, and positions in lists counted from 1. */
export type Path = readonly (string | number)[];

/** What is wrong with one value, against the service's model. */
export type Problem = { readonly path: Path } & (
  | { readonly kind: 'missing' }
  /** `path` is spelled as on the wire where it is not the model's. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'type'; readonly expected: string; readonly got: string }
  | { readonly kind: 'enum'; readonly value: string; readonly allowed: readonly string[] }
  | { readonly kind: 'pattern'; readonly value: string; readonly pattern: string }
  | {
      readonly kind: 'too-small' | 'too-large';
      readonly of: 'length' | 'value';
      readonly value: unknown;
      readonly limit: number;
    }
);

/** What a request or a value is read with: where it stands, and what is wrong so far. */
export interface Reading {
  readonly path: (string | number)[];
  readonly problems: Problem[];
}

/** How deep a value may be nested: deeper than any model's, far below what a stack takes. */
export const MAX_DEPTH = 64;

/** How many problems are told apart. */
const MAX_PROBLEMS = 100;

/** Notes a problem at the place where `reading` stands. */
export const note = (reading: Reading, problem: ProblemAt): void => {
  if (reading.problems.length < MAX_PROBLEMS) reading.problems.push({ ...problem, path: [...reading.path] } as Problem);
};

type ProblemAt = Problem extends infer Each ? (Each extends Problem ? Omit<Each, 'path'> : never) : never;

/** Runs `work` one step further down. Throws {@link Malformed} at {@link MAX_DEPTH}. */
export const inside = <T>(reading: Reading, step: string | number, work: () => T): T => {
  if (reading.path.length >= MAX_DEPTH) throw new Malformed(`nested deeper than ${MAX_DEPTH} levels`);
  reading.path.push(step);
  const result = work();
  // What throws ends the whole reading: where it stood matters no more.
  reading.path.pop();
  return result;
};

/** A request whose bytes are no message of its protocol; caught where requests are read. */
export class Malformed extends Error {
  override readonly name = 'Malformed';

  constructor(
    message: string,
    /** How S3 calls it. */
    readonly s3Code: 'MalformedXML' | 'IncompleteBody' | 'InvalidURI' | 'MalformedTrailerError' = 'MalformedXML',
  ) {
    super(message);
  }
}

/** A map that any key may be put into. Throws {@link Malformed} for the one key that would change what it is. */
export const putKey = (map: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__') throw new Malformed('a key is not allowed');
  map[key] = value;
};
