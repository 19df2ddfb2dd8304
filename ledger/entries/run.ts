import { z } from 'zod';
import { denials } from '../../workflows/contract/policy.js';
import { runStates, severities } from '../../workflows/contract/words.js';
import { recordedSchema } from '../signed-document.js';
import { hash, jsonObject, listOf, name, proof, run, text } from './shapes.js';

const seconds = z.int().min(0);
const names = listOf(name);
const severity = z.enum(severities);

const rule = z.strictObject({
  name,
  when: z.strictObject({
    effect: listOf(z.enum(['observe', 'collect', 'change'])).exactOptional(),
    action: names.exactOptional(),
    playbook: names.exactOptional(),
    severity: listOf(severity).exactOptional(),
    account: names.exactOptional(),
    environment: names.exactOptional(),
    reversible: z.boolean().exactOptional(),
  }),
  need: listOf(z.strictObject({ count: z.int().min(1), roles: names })),
  proofs: listOf(proof),
  denial: z.enum(denials),
  expiresAfter: seconds,
  escalate: listOf(z.strictObject({ after: seconds, roles: names })),
  standing: z.strictObject({ roles: names, ratifyWithin: seconds }).nullable(),
});

const policy = z.strictObject({ name, rules: listOf(rule), environmentTag: name });

/** What is asked of a run, and where it stands. */
export const runBody = z.discriminatedUnion('event', [
  z.strictObject({
    run,
    event: z.literal('requested'),
    playbook: name,
    playbookVersion: name,
    severity,
    title: text,
    input: jsonObject,
    requestedBy: name,
    person: name,
    policy,
    policyHash: hash,
    account: name,
    region: name,
    signed: recordedSchema,
  }),
  z.strictObject({
    run,
    event: z.enum(['cancel-requested', 'release-requested']),
    requestedBy: name,
    person: name,
    reason: text,
    signed: recordedSchema,
    release: name.exactOptional(),
  }),
  z.strictObject({ run, event: z.literal('escalated'), gate: name, after: seconds, roles: names }),
  z.strictObject({ run, event: z.literal('withdrawn'), gate: name, reason: text }),
  z.strictObject({
    run,
    event: z.literal('watch'),
    state: z.enum(['began', 'ended']),
    until: name.exactOptional(),
    reason: text.exactOptional(),
  }),
  z.strictObject({ run, event: z.literal('unratified'), gate: name, reason: text }),
  z.strictObject({
    run,
    event: z.literal('state'),
    state: z.enum(runStates),
    reason: text.exactOptional(),
    release: name.exactOptional(),
  }),
]);
