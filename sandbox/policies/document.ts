import { remember } from '../world/remember.js';

/** A condition of a statement: one operator on one key. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Whom a statement of a resource's policy names, by kind; `*` alone names everyone and is kept as AWS: *. */
export type Principals = Readonly<Record<string, readonly string[]>>;

/** One statement, with every element that may be single or a list as a list. */
export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: Principals;
  readonly notPrincipals?: Principals;
  readonly conditions: readonly Condition[];
}

/** A policy as it is evaluated. */
export interface Policy {
  /** Documents of 2008-10-17 (and those without a version) have no policy variables. */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly statements: readonly Statement[];
}

type Json = Readonly<Record<string, unknown>>;

/** Reads a document that `problemIn` accepted; throws on text that is no JSON object. */
export const readPolicy = remember((text: string): Policy => {
  const document = JSON.parse(text) as Json;
  return {
    version: document['Version'] === '2012-10-17' ? '2012-10-17' : '2008-10-17',
    statements: listOf(document['Statement']).map((statement) => statementFrom(statement as Json)),
  };
});

/** What may be written alone or as a list, as a list. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];

const texts = (value: unknown): readonly string[] => listOf(value).map(String);

const statementFrom = (from: Json): Statement => ({
  effect: from['Effect'] === 'Allow' ? 'Allow' : 'Deny',
  ...('Sid' in from && { sid: String(from['Sid']) }),
  ...('Action' in from && { actions: texts(from['Action']) }),
  ...('NotAction' in from && { notActions: texts(from['NotAction']) }),
  ...('Resource' in from && { resources: texts(from['Resource']) }),
  ...('NotResource' in from && { notResources: texts(from['NotResource']) }),
  ...('Principal' in from && { principals: principalsFrom(from['Principal']) }),
  ...('NotPrincipal' in from && { notPrincipals: principalsFrom(from['NotPrincipal']) }),
  conditions: Object.entries((from['Condition'] ?? {}) as Record<string, Json>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) })),
  ),
});

const principalsFrom = (value: unknown): Principals =>
  typeof value === 'string'
    ? { AWS: [value] }
    : Object.fromEntries(Object.entries(value as Json).map(([kind, names]) => [kind, texts(names)]));
