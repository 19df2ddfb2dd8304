/**
 * Makes `schema.json` of the OCSF schema: JSON Schema of three event classes and of every object that they lead to, with
 * `extends` and profiles resolved. Captions and descriptions are left out, and what is deprecated is unknown.
 *
 *   git clone https://github.com/ocsf/ocsf-schema && git -C ocsf-schema checkout 3dcb905d   # 1.8.0
 *   node_modules/node/bin/node test/ledger/ocsf/make-schema.ts ocsf-schema > test/ledger/ocsf/schema.json
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Attribute = {
  readonly type?: string;
  readonly is_array?: boolean;
  readonly enum?: Readonly<Record<string, unknown>>;
  readonly requirement?: string;
  readonly profile?: string | null;
  readonly '@deprecated'?: object;
};
type Attributes = Readonly<Record<string, Attribute>>;
type Definition = {
  readonly name: string;
  readonly uid?: number;
  readonly category?: string;
  readonly extends?: string;
  readonly attributes: Attributes;
  readonly constraints?: { readonly at_least_one?: readonly string[]; readonly just_one?: readonly string[] };
};
type DataType = {
  readonly type?: string;
  readonly regex?: string;
  readonly max_len?: number;
  readonly range?: readonly [number, number];
};
type Dictionary = {
  readonly attributes: Attributes;
  readonly types: { readonly attributes: Record<string, DataType> };
};

const read = <T>(path: string): T => JSON.parse(readFileSync(join(process.argv[2] ?? '.', path), 'utf8')) as T;
const dictionary = read<Dictionary>('dictionary.json');
const categories = read<{ readonly attributes: Record<string, { readonly uid: number }> }>(
  'categories.json',
).attributes;
const { version } = read<{ readonly version: string }>('version.json');
const classes = [
  'events/remediation/remediation_activity',
  'events/application/api_activity',
  'events/findings/incident_finding',
];
const parents: Readonly<Record<string, string>> = {
  application: 'events/application/application',
  base_event: 'events/base_event',
};
/** The profiles that our records say they have: attributes of all others are unknown. */
const profiles = ['cloud', 'incident'];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = <T>(one: unknown, other: T): T => {
  if (!isRecord(one) || !isRecord(other)) return other;
  const merged = Object.entries(other).map(([name, value]) => [name, merge(one[name], value)]);
  return { ...one, ...(Object.fromEntries(merged) as T) };
};

/** A class or object with all that it extends; attributes that it includes by profile are marked with it. */
const resolved = (path: string): Definition => {
  const own = read<Definition>(`${path}.json`);
  const { $include = [], ...attributes } = own.attributes as Attributes & { readonly $include?: readonly string[] };
  const included = $include.flatMap((place) => {
    const profile = read<Definition>(place);
    return Object.entries(profile.attributes).map(([name, one]) => [name, { ...one, profile: profile.name }] as const);
  });
  const whole = { ...own, attributes: merge(Object.fromEntries(included), attributes) };
  if (own.extends === undefined) return whole;
  return merge(resolved(parents[own.extends] ?? `objects/${own.extends}`), whole);
};

const sorted = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
const integers = (values: Iterable<string | number>): readonly number[] =>
  [...new Set([...values].map(Number))].sort((one, other) => one - other);

/** The ids of what an observable can be stand all over the dictionary. */
const observables = (value: unknown): readonly number[] => {
  if (!isRecord(value)) return [];
  const own = typeof value['observable'] === 'number' ? [value['observable']] : [];
  return [...own, ...Object.values(value).flatMap(observables)];
};

const plainTypes = new Map(
  Object.entries({
    string_t: 'string',
    integer_t: 'integer',
    long_t: 'integer',
    float_t: 'number',
    boolean_t: 'boolean',
  }),
);
const ofType = (name: string): object => {
  if (name === 'json_t') return {};
  const plain = plainTypes.get(name);
  if (plain !== undefined) return { type: plain };
  const { type = 'string_t', regex, max_len: maxLength, range } = dictionary.types.attributes[name] ?? {};
  return {
    ...ofType(type),
    ...(regex !== undefined && { pattern: regex }),
    ...(maxLength !== undefined && { maxLength }),
    ...(range && { minimum: range[0], maximum: range[1] }),
  };
};

const wanted: string[] = [];
const ofAttribute = (attribute: Attribute): object => {
  const { type = 'string_t', is_array: isArray, enum: known } = attribute;
  const isObject = !type.endsWith('_t');
  if (isObject && type !== 'object') wanted.push(type);
  const ofObject = type === 'object' ? { type: 'object' } : { $ref: `#/$defs/${type}` };
  const values = known && (type === 'integer_t' ? integers(Object.keys(known)) : Object.keys(known));
  const one = isObject ? ofObject : { ...ofType(type), ...(values && { enum: values }) };
  return isArray ? { type: 'array', items: one } : one;
};

const schemaOf = ({ attributes, constraints = {} }: Definition, more: Readonly<Record<string, object>>): object => {
  const known = Object.entries(attributes)
    .map(([name, one]) => [name, merge(dictionary.attributes[name], one)] as const)
    .filter(([, one]) => !one['@deprecated'] && (!one.profile || profiles.includes(one.profile)));
  const { at_least_one: some, just_one: single } = constraints;
  return {
    type: 'object',
    additionalProperties: false,
    required: known.flatMap(([name, one]) => (one.requirement === 'required' ? [name] : [])).sort(),
    ...(some && { anyOf: some.map((name) => ({ required: [name] })) }),
    ...(single && { oneOf: single.map((name) => ({ required: [name] })) }),
    properties: sorted(Object.fromEntries(known.map(([name, one]) => [name, more[name] ?? ofAttribute(one)]))),
  };
};

const classSchema = (path: string): readonly [string, object] => {
  const found = resolved(path);
  const category = categories[found.category ?? '']?.uid ?? 0;
  const uid = category * 1_000 + (found.uid ?? 0);
  const activities = merge(dictionary.attributes['activity_id'], found.attributes['activity_id']);
  const types = integers(Object.keys(activities?.enum ?? {})).map((activity) => uid * 100 + activity);
  const fixed = { category_uid: { const: category }, class_uid: { const: uid }, type_uid: { enum: types } };
  return [found.name, schemaOf(found, fixed)];
};

const schemas = Object.fromEntries(classes.map(classSchema));
const objects: Record<string, object> = {};
for (let name = wanted.pop(); name !== undefined; name = wanted.pop())
  objects[name] ??= schemaOf(
    resolved(`objects/${name}`),
    name === 'observable' ? { type_id: { enum: integers([0, 99, ...observables(dictionary)]) } } : {},
  );
const source = `OCSF schema ${version}, https://github.com/ocsf/ocsf-schema, Apache License 2.0; made by make-schema.ts`;
process.stdout.write(`${JSON.stringify({ source, version, ...schemas, $defs: sorted(objects) })}\n`);
