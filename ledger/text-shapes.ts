import { z } from 'zod';

/**
 * Control characters rewrite a terminal; bidirectional and line-separating ones make a text read as another one. Lone
 * surrogates (Cs) are not text at all.
 */
// oxlint-disable-next-line no-control-regex
export const hidden = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\p{Cs}]/u;

/** A text in which nothing hides. */
export const visible = (max: number, min = 1): z.ZodString =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((text) => !hidden.test(text), 'control characters are refused');

/** The same of several lines: line breaks are all that may be in it beside what is seen. */
export const visibleLines = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !hidden.test(text.replaceAll('\n', '')), 'control characters are refused');

/** A time as it stands in documents. */
export const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'a time is RFC 3339 UTC with milliseconds')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'there is no such time');
