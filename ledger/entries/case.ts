import { z } from 'zod';
import { custodyActs } from '../../workflows/contract/custody.js';
import { caseWordSchema, standingChangeSchema } from '../case-word.js';
import { recordedSchema } from '../signed-document.js';
import { time } from '../text-shapes.js';
import { hash, listOf, name, run, text } from './shapes.js';

/** A remark of the engine. */
export const noteBody = z.strictObject({ run, text });

const spoken = {
  run,
  requestedBy: name,
  person: name,
  reason: text,
  signed: recordedSchema,
  standing: listOf(standingChangeSchema).exactOptional(),
};
const [opened, noted, finding, severityChanged, closed, reopened] = caseWordSchema.options;

/** What a person says about the case as a whole. */
export const caseBody = z.discriminatedUnion('event', [
  opened.extend(spoken),
  noted.extend(spoken),
  finding.extend(spoken),
  severityChanged.extend(spoken),
  closed.extend(spoken),
  reopened.extend(spoken),
]);

const custodian = { run, operator: name, person: name, purpose: text };
const size = { sha256: name.nullable(), bytes: z.int().min(0).nullable() };

/** What became of evidence, on whose word. */
export const custodyBody = z.discriminatedUnion('event', [
  z.strictObject({
    ...custodian,
    event: z.literal('requested'),
    act: z.enum(custodyActs),
    evidence: listOf(name),
    execution: name,
    signed: recordedSchema,
  }),
  z.strictObject({
    ...custodian,
    ...size,
    event: z.literal('handed-over'),
    evidence: name,
    versionId: name.exactOptional(),
    document: hash.exactOptional(),
    until: time.exactOptional(),
  }),
  z.strictObject({
    ...custodian,
    ...size,
    event: z.literal('verified'),
    evidence: name,
    ok: z.boolean(),
    differences: listOf(text),
    warnings: listOf(text),
  }),
  z.strictObject({ run, event: z.literal('manifest'), document: hash, items: z.int().min(0) }),
]);
