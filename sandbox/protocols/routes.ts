import type { IncomingHttpHeaders } from 'node:http';
import type { OperationModel, ServiceModel } from './model.js';
import { Malformed } from './problem.js';

/** The parts of a REST request that say which operation it asks for. */
export interface Address {
  readonly method: string;
  /** As sent, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** The operation that a REST request asks for, and what the labels of its path stand for, decoded. */
export interface Match {
  readonly operation: OperationModel;
  readonly labels: ReadonlyMap<string, string>;
}

interface Route {
  readonly operation: OperationModel;
  readonly segments: readonly Segment[];
  /** What the query must have; a value of '' asks for the name alone. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Parameters and headers without which the operation cannot be meant when another one fits. */
  readonly wants: readonly { readonly location: 'querystring' | 'header'; readonly name: string }[];
}

type Segment = { readonly literal: string } | { readonly label: string; readonly greedy: boolean };

/**
 * The operation of `model` at this address: the one that the path and its fixed query fit, and of several the one that
 * says most about the request. Throws Malformed when the path is not percent-encoded UTF-8.
 */
export const findRoute = (model: ServiceModel, address: Address): Match | undefined => {
  const path = segmentsOf(address.path);
  let best:
    { readonly route: Route; readonly labels: Map<string, string>; readonly rank: readonly number[] } | undefined;
  for (const route of routesOf(model).get(address.method) ?? []) {
    if (
      !route.query.every(
        ([name, value]) => address.query.has(name) && [value, ''].includes(queryValue(address, name, value)),
      )
    )
      continue;
    const labels = labelsOf(route.segments, path);
    if (labels === undefined) continue;
    const rank = rankOf(route, address);
    if (best === undefined || isHigher(rank, best.rank)) best = { route, labels, rank };
  }
  if (best === undefined) return undefined;
  const decoded = new Map([...best.labels].map(([name, value]) => [name, decodePath(value)]));
  return { operation: best.route.operation, labels: decoded };
};

const queryValue = ({ query }: Address, name: string, wanted: string): string =>
  wanted === '' ? '' : (query.get(name) ?? '');

const rankOf = ({ operation, segments, query, wants }: Route, address: Address): readonly number[] => {
  const present = wants.filter(({ location, name }) =>
    location === 'header' ? address.headers[name] !== undefined : address.query.has(name),
  ).length;
  return [
    query.length,
    segments.filter((segment) => 'literal' in segment).length,
    Number(present === wants.length),
    present,
    Number(!operation.deprecated),
    // Where S3 has two operations at one address, SDKs say which one they mean.
    Number(address.query.get('x-id') === operation.name),
  ];
};

const isHigher = (a: readonly number[], b: readonly number[]): boolean => {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at !== -1 && (a[at] ?? 0) > (b[at] ?? 0);
};

const segmentsOf = (path: string): readonly string[] => {
  if (!path.startsWith('/')) throw new Malformed('the path does not begin with a slash', 'InvalidURI');
  const [first = '', ...rest] = path.slice(1).split('/');
  return rest.length === 1 && rest[0] === '' ? [first] : [first, ...rest];
};

const labelsOf = (segments: readonly Segment[], path: readonly string[]): Map<string, string> | undefined => {
  const labels = new Map<string, string>();
  const greedyAt = segments.findIndex((segment) => 'label' in segment && segment.greedy);
  const extra = path.length - segments.length;
  if (greedyAt === -1 ? extra !== 0 : extra < 0) return undefined;
  for (const [index, segment] of segments.entries()) {
    const isGreedy = index === greedyAt;
    const start = greedyAt !== -1 && index > greedyAt ? index + extra : index;
    const value = path.slice(start, isGreedy ? start + extra + 1 : start + 1).join('/');
    if ('literal' in segment ? value !== segment.literal : value === '') return undefined;
    if ('label' in segment) labels.set(segment.label, value);
  }
  return labels;
};

const decodePath = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Malformed('the path is not percent-encoded UTF-8', 'InvalidURI');
  }
};

const routes = new WeakMap<ServiceModel, ReadonlyMap<string, readonly Route[]>>();

const routesOf = (model: ServiceModel): ReadonlyMap<string, readonly Route[]> => {
  const known = routes.get(model);
  if (known !== undefined) return known;
  const byMethod = new Map<string, Route[]>();
  for (const operation of model.operations())
    byMethod.set(operation.method, [...(byMethod.get(operation.method) ?? []), routeOf(operation)]);
  routes.set(model, byMethod);
  return byMethod;
};

const routeOf = (operation: OperationModel): Route => {
  const [path = '/', query = ''] = operation.uri.split('?');
  const { members, required } = operation.input;
  return {
    operation,
    segments: segmentsOf(path).map((text) => {
      const [, label, greedy] = /^\{(\w+)(\+?)\}$/.exec(text) ?? [];
      return label === undefined ? { literal: text } : { label, greedy: greedy === '+' };
    }),
    query: [...new URLSearchParams(query)].filter(([name]) => name !== 'x-id'),
    wants: required.flatMap((name): Route['wants'] => {
      const { location, locationName = name } = members.get(name) ?? {};
      if (location === 'header') return [{ location, name: locationName.toLowerCase() }];
      return location === 'querystring' ? [{ location, name: locationName }] : [];
    }),
  };
};
