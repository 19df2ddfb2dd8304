import { z } from 'zod';
import { findingSchema, maxResources } from '../../ledger/case-word.js';
import type { Finding, FindingSeverity } from '../../workflows/contract/case.js';
import { accessKeyIdShape, instanceIdPattern } from '../../workflows/contract/names.js';
import { neutral } from '../output/neutral.js';

/** A text of a finding, however long. */
export const said = z.string().max(20_000);

/** A time in any form that detectors write: text, or milliseconds since 1970; null when it is none. */
export const when = (value: string | number | undefined): string | null => {
  const at = value === undefined ? NaN : new Date(value).getTime();
  // ECMAScript writes later years with a sign.
  return Number.isNaN(at) || at < 0 || at >= Date.UTC(10_000, 0) ? null : new Date(at).toISOString();
};

const short = (text: string, max: number): string => neutral(text).trim().slice(0, max);

// A user or role is an input by its name; an instance and a key by their ids; all else stays what it was called.
const named = (resource: string): string => {
  const instance = new RegExp(`(?:^|instance/)(${instanceIdPattern})$`).exec(resource)?.[1];
  // ASFF: `AWS::IAM::AccessKey:AKIA…`.
  const key = /(?:^|:)([A-Z0-9]{20})$/.exec(resource)?.[1];
  return instance ?? (key !== undefined && accessKeyIdShape.test(key) ? key : short(resource, 300));
};

/**
 * The user or role that a detector names, as an input takes it; of others, such as the root user, there is no name to act
 * on.
 */
export const principalOf = (type: string | undefined, name: string | undefined): string | undefined => {
  const kind = type === 'IAMUser' ? 'user' : type === 'AssumedRole' || type === 'Role' ? 'role' : undefined;
  return kind && name ? `${kind}/${name}` : undefined;
};

type Told = Omit<Finding, 'resources'> & { readonly resources: readonly (string | undefined)[] };

/** A finding in the form it is kept in: nothing hides in its texts, and they are as long as they may be. */
export const kept = (told: Told): Finding => {
  const optional = (text: string | null): string | null => (text === null ? null : short(text, 64) || null);
  const resources = told.resources.flatMap((one) => (one === undefined ? [] : [named(one)])).filter(Boolean);
  return findingSchema.parse({
    ...told,
    provider: short(told.provider, 100) || 'unnamed',
    id: short(told.id, 512) || 'unnamed',
    type: short(told.type, 256) || 'unnamed',
    title: short(told.title, 300) || short(told.type, 256) || 'untitled',
    account: optional(told.account),
    region: optional(told.region),
    resources: [...new Set(resources)].slice(0, maxResources),
  });
};

/** How bad it is, by its name; null when that is no severity. */
export const severityNamed = (name: string): FindingSeverity | null =>
  findingSchema.shape.severity.safeParse(name.toLowerCase()).data ?? null;
