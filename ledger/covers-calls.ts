import type { PlannedCall, SignedStep } from '../workflows/contract/plan.js';
import { canonical } from './canonical.js';
import { interfacesIn, withInterface } from './interfaces.js';

/** A fresh call, and which of the signed ones it is. */
type Place = { readonly call: PlannedCall; readonly at: number };

// The id belongs to it: placeholders name calls by id, so a call that changed its id could stand in for another.
const comparable = ({ id, service, operation, target, input }: PlannedCall): string =>
  canonical({ id, service, operation, target, input });

const name = (call: PlannedCall): string => `${call.service} ${call.operation} on ${call.target}`;

const exactPlaces = (signed: readonly PlannedCall[], fresh: readonly PlannedCall[]): (Place | null)[] => {
  const used = new Set<number>();
  const texts = signed.map(comparable);
  return fresh.map((call) => {
    const text = comparable(call);
    const at = texts.findIndex((template, index) => template === text && !used.has(index));
    if (at < 0) return null;
    used.add(at);
    return { call, at };
  });
};

// All calls for one new interface follow the calls signed for one and the same other interface, each used once.
const followTemplate = (signed: readonly PlannedCall[], calls: readonly PlannedCall[], id: string): Place[] | null => {
  const texts = signed.map(comparable);
  for (const template of interfacesIn(texts.join('\n'))) {
    const used = new Set<number>();
    const places = calls.map((call): Place | null => {
      const text = comparable(call);
      const at = texts.findIndex(
        (each, index) => !used.has(index) && each.includes(template) && withInterface(each, template, id) === text,
      );
      if (at < 0) return null;
      used.add(at);
      return { call, at };
    });
    if (places.every((place) => place !== null)) return places;
  }
  return null;
};

// Two interfaces do not wait for each other, whichever comes first by now; all else keeps the order that was signed.
const areApart = (some: readonly string[], others: readonly string[]): boolean =>
  some.length > 0 && others.length > 0 && !some.some((id) => others.includes(id));

const outOfOrder = (places: readonly Place[]): Place | null => {
  const about = places.map(({ call }) => interfacesIn(comparable(call)));
  for (const [index, later] of places.entries()) {
    for (const [before, earlier] of places.slice(0, index).entries()) {
      if (earlier.at >= later.at && !areApart(about[before] ?? [], about[index] ?? [])) return later;
    }
  }
  return null;
};

/**
 * What the fresh calls of a step hold that its signed calls do not cover.
 * 1. A fresh call is a signed call, id included, or a signed call with one interface id replaced by another throughout.
 * 2. Replacing is allowed only where the signed step sets `maxInterfaces`, and never names more interfaces than that.
 * 3. Each signed call covers one fresh call per interface. Signed calls may be left out; the others keep their order, but
 *    for calls about different interfaces.
 */
export const uncoveredCalls = (signed: SignedStep, fresh: SignedStep): string[] => {
  const ids = fresh.calls.map((call) => call.id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) return [`call ${twice} is there twice`];
  const max = signed.deviations.maxInterfaces;
  const known = new Set(interfacesIn(signed.calls.map(comparable).join('\n')));
  const exact = exactPlaces(signed.calls, fresh.calls);
  const places = new Map<PlannedCall, Place>();
  const open = new Map<string, PlannedCall[]>();
  const missing: PlannedCall[] = [];
  for (const [index, call] of fresh.calls.entries()) {
    const place = exact[index];
    if (place) {
      places.set(call, place);
      continue;
    }
    const unknown = interfacesIn(comparable(call)).filter((id) => !known.has(id));
    const [id] = unknown;
    if (max === undefined || id === undefined || unknown.length > 1) missing.push(call);
    else open.set(id, [...(open.get(id) ?? []), call]);
  }
  for (const [id, calls] of open) {
    const found = followTemplate(signed.calls, calls, id);
    if (found === null) missing.push(...calls);
    else for (const place of found) places.set(place.call, place);
  }
  const found: string[] = missing.map((call) => explain(signed, call));
  const count = interfacesIn(fresh.calls.map(comparable).join('\n')).length;
  if (max !== undefined && count > max) found.push(`more interfaces: at most ${max} were signed, now ${count}`);
  if (missing.length === 0) {
    const late = outOfOrder(fresh.calls.flatMap((call) => places.get(call) ?? []));
    if (late) found.push(`another order: ${name(late.call)} (${late.call.id}) was signed to come earlier`);
  }
  return found;
};

const explain = (signed: SignedStep, call: PlannedCall): string => {
  const near = signed.calls.find((each) => each.id === call.id);
  if (near === undefined) return `a call that was not signed: ${name(call)} (${call.id})`;
  if (near.service !== call.service || near.operation !== call.operation) {
    return `another call as ${call.id}: ${near.service} ${near.operation} was signed, now ${call.service} ${call.operation}`;
  }
  if (near.target !== call.target) return `another target of ${call.id}: ${near.target} was signed, now ${call.target}`;
  const was = canonical(near.input).slice(0, 400);
  return `another input of ${call.id}: ${was} was signed, now ${canonical(call.input).slice(0, 400)}`;
};
