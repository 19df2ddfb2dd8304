import { z } from 'zod';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import { time } from '../text-shapes.js';
import { hash, listOf, name, text } from './shapes.js';

const run = z.literal(deploymentChain);

/** The id of a key of the ledger. */
export const keyId = z.string().regex(/^[0-9a-f]{16}$/, 'the id of a key has 16 hexadecimal digits');

/** An Ed25519 signature in the one form of base64 that has no slack. */
const signature = z.string().regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/, 'a signature has 64 bytes in base64');

/** What happened to the deployment as a whole. */
export const deploymentBody = z.discriminatedUnion('event', [
  z.strictObject({
    run,
    event: z.literal('worker-started'),
    version: name,
    buildId: name,
    host: name,
    key: keyId,
    config: hash,
    policy: hash,
  }),
  z.strictObject({ run, event: z.literal('policy-changed'), before: hash, after: hash }),
  z.strictObject({
    run,
    event: z.literal('key-rotated'),
    from: keyId,
    to: z.strictObject({ id: keyId, publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/) }),
    at: time,
    signature,
  }),
  z.strictObject({ run, event: z.literal('key-took-over'), from: keyId, document: hash, cases: z.int().min(0) }),
  z.strictObject({ run, event: z.literal('start-refused'), code: name, reason: text }),
  z.strictObject({ run, event: z.literal('request-refused'), code: name, reason: text }),
  z.strictObject({
    run,
    event: z.literal('reconciled'),
    request: name,
    document: hash,
    ok: z.boolean(),
    matched: z.int().min(0),
    unexplained: z.int().min(0),
    missing: z.int().min(0),
  }),
  z.strictObject({
    run,
    event: z.literal('vault-examined'),
    bucket: name,
    account: name.nullable(),
    isInAttackedAccount: z.boolean(),
    problems: listOf(text),
  }),
]);
