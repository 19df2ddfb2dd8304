import { z } from 'zod';
import { findingSeverities } from '../workflows/contract/case.js';
import { severities } from '../workflows/contract/words.js';
import { time, visible, visibleLines } from './text-shapes.js';

/** How many findings one document brings. */
export const maxFindings = 10;

/** How many resources a finding names. */
export const maxResources = 20;

/** The longest note, in characters. */
const maxNote = 4000;

/** A finding, as it is kept: strict, and bounded. */
export const findingSchema = z.strictObject({
  provider: visible(100),
  id: visible(512),
  type: visible(256),
  title: visible(300),
  severity: z.enum(findingSeverities),
  account: visible(64).nullable(),
  region: visible(64).nullable(),
  firstSeen: time.nullable(),
  createdAt: time.nullable(),
  resources: z.array(visible(300)).max(maxResources),
});

/** What a person says about a case. */
export const caseWordSchema = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('opened'),
    title: visible(200),
    severity: z.enum(severities),
    findings: z.array(findingSchema).max(maxFindings),
  }),
  z.strictObject({ event: z.literal('noted'), text: visibleLines(maxNote) }),
  z.strictObject({ event: z.literal('finding'), finding: findingSchema }),
  z.strictObject({ event: z.literal('severity-changed'), severity: z.enum(severities) }),
  z.strictObject({ event: z.literal('closed') }),
  z.strictObject({ event: z.literal('reopened') }),
]);

/** A change that stood when a case was closed. */
export const standingChangeSchema = z.strictObject({
  run: visible(256),
  step: visible(500),
  target: visible(2048),
  action: visible(100),
  reversible: z.boolean(),
});
