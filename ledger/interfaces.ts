import type { Json } from '../workflows/contract/json.js';

// AWS: network interface ids are `eni-` and 8 or 17 hex digits. The pattern is wider so that no odd id slips past it.
const interfaceId = /eni-[0-9a-z]+/g;

/** The distinct network interface ids inside a text, in order of appearance. */
export const interfacesIn = (text: string): string[] => [...new Set(text.match(interfaceId) ?? [])];

/** The text with one interface id replaced by another, whole ids only. */
export const withInterface = (text: string, from: string, to: string): string =>
  text.replace(interfaceId, (id) => (id === from ? to : id));

const anyInterface = (text: string): string => text.replace(interfaceId, 'eni-*');

const isInterface = (key: string): boolean => /^eni-[0-9a-z]+$/.test(key);

const names = (value: Json): boolean => interfacesIn(JSON.stringify(value)).length > 0;

/**
 * Whether `fresh` says for its interfaces only what `signed` says for some interface, and the same about all else:
 * a list or a map of interfaces may have other members, none of which is treated in a way that was not signed.
 */
export const coversPerInterface = (signed: Json, fresh: Json): boolean => {
  if (typeof signed === 'string' && typeof fresh === 'string') return anyInterface(signed) === anyInterface(fresh);
  if (typeof signed !== 'object' || typeof fresh !== 'object' || signed === null || fresh === null) {
    return signed === fresh;
  }
  if (isList(signed) || isList(fresh)) {
    if (!isList(signed) || !isList(fresh)) return false;
    if (signed.some(names) || fresh.some(names)) {
      return fresh.every((item) => signed.some((template) => coversPerInterface(template, item)));
    }
    return signed.length === fresh.length && signed.every((item, at) => coversPerInterface(item, fresh[at] ?? null));
  }
  const templates = Object.keys(signed).filter(isInterface);
  const fixed = Object.keys(signed).filter((key) => !isInterface(key));
  if (!fixed.every((key) => Object.hasOwn(fresh, key))) return false;
  return Object.entries(fresh).every(([key, value]) =>
    isInterface(key)
      ? templates.some((template) => coversPerInterface(signed[template] ?? null, value))
      : Object.hasOwn(signed, key) && coversPerInterface(signed[key] ?? null, value),
  );
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
