import type { Tag } from '@aws-sdk/client-iam';
import { invalidInput, quotaExceeded } from './failures.js';
import type { Tags } from './records.js';

const MOST = 50;

/** Tags as IAM shows them. */
export const tagList = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/**
 * `before` with `more` over it. A key keeps its case but not twice: `Team` replaces `team` ("Tags for IAM resources").
 */
export const tagged = (before: Tags, more: readonly Tag[] | undefined): Tags => {
  const names = (more ?? []).map(({ Key = '' }) => Key.toLowerCase());
  if (new Set(names).size < names.length)
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  if (names.some((name) => name.startsWith('aws:')))
    throw invalidInput('Tag keys beginning with "aws:" are reserved for system use.');
  const kept = Object.entries(before).filter(([key]) => !names.includes(key.toLowerCase()));
  const all = Object.fromEntries([...kept, ...(more ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const)]);
  if (Object.keys(all).length > MOST) throw quotaExceeded('TagsPerResource', MOST);
  return all;
};

/** `before` without `keys`. */
export const untagged = (before: Tags, keys: readonly string[] | undefined): Tags =>
  Object.fromEntries(Object.entries(before).filter(([key]) => !keys?.includes(key)));

/** The condition keys that a request with tags has. */
export const requestTags = (tags: readonly Tag[] | undefined): Record<string, string | string[]> =>
  tags === undefined || tags.length === 0
    ? {}
    : {
        'aws:TagKeys': tags.map(({ Key = '' }) => Key),
        ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
      };
