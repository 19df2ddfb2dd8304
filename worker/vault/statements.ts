import { z } from 'zod';

/** One statement of a policy document, in IAM's own terms. */
export type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** A policy document as AWS takes it. */
export const policyOf = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const list = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));

const statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z
    .union([z.literal('*'), z.record(z.string(), list)])
    .transform((value) => (value === '*' ? { AWS: ['*'] } : value))
    .optional(),
  Action: list.optional(),
  Resource: list.optional(),
  Condition: z.record(z.string(), z.record(z.string(), list)).optional(),
});

/** A statement of a document that was read, with lists where IAM leaves the choice. */
export type ReadStatement = z.infer<typeof statement>;

const document = z.object({ Statement: z.union([statement.transform((one) => [one]), z.array(statement)]) });

/** The statements of a policy document that AWS answered, or null where it cannot be understood. */
export const statementsIn = (text: string): readonly ReadStatement[] | null => {
  try {
    return document.parse(JSON.parse(text)).Statement;
  } catch {
    return null;
  }
};

/** What decides whom and what a statement is about, in one spelling: AWS puts lists and single values as it likes. */
const frame = ({ Effect, Principal, Condition, NotAction, NotResource, NotPrincipal }: ReadStatement): string =>
  JSON.stringify(sorted({ Effect, Principal, Condition, NotAction, NotResource, NotPrincipal }));

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(String).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key.toLowerCase(), sorted(one)]),
  );
};

const includesAll = (all: readonly string[] = [], some: readonly string[] = []): boolean => {
  const known = new Set(all.map((one) => one.toLowerCase()));
  return some.every((one) => known.has(one.toLowerCase()));
};

/**
 * The wanted statements that a document lacks: none in it has the same effect, principals and conditions, and at least the
 * actions and resources.
 */
export const lacking = (found: readonly ReadStatement[], wanted: readonly Statement[]): readonly Statement[] =>
  wanted.filter((one) => {
    const [asRead] = statementsIn(policyOf([one])) ?? [];
    return !found.some(
      (other) =>
        asRead !== undefined &&
        frame(other) === frame(asRead) &&
        includesAll(other.Action, asRead.Action) &&
        includesAll(other.Resource, asRead.Resource),
    );
  });

/** The statements of a document that allow more than any of the wanted ones does: another action, resource or condition. */
export const beyond = (found: readonly ReadStatement[], wanted: readonly Statement[]): readonly ReadStatement[] => {
  const asRead = statementsIn(policyOf(wanted)) ?? [];
  return found.filter(
    (one) =>
      one.Effect === 'Allow' &&
      !asRead.some(
        (other) =>
          frame(other) === frame(one) &&
          includesAll(other.Action, one.Action) &&
          includesAll(other.Resource, one.Resource),
      ),
  );
};
