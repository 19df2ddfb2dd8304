import { createHash } from 'node:crypto';
import { z } from 'zod';
import { failureTypes } from '../../workflows/contract/failures.js';
import { action, type AnyAction } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { failure } from '../aws/errors.js';
import { instanceInput, readInstance } from './instances.js';

/** Something small that AWS tells of an instance, and that is kept beside the ledger. */
export type InstanceDocument = {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** When AWS took it, as AWS says. */
  readonly takenAt?: Date | undefined;
};

type Kind = {
  readonly name: string;
  readonly title: string;
  /** What it is, as evidence is sorted by. */
  readonly evidenceKind: string;
  /** The call that reads it: also the only permission, beside looking at the instance. */
  readonly call: string;
  readonly note?: string;
  /** Reads it. Null when AWS has none. */
  readonly read: (aws: Aws, instanceId: string) => Promise<InstanceDocument | null>;
};

/** A document has to fit the ledger's store in base64: 8 MiB of text. What AWS hands out here is far smaller. */
const most = 5 * 2 ** 20;

const collected = z.strictObject({ sha256: z.string().nullable(), bytes: z.int(), document: z.string().nullable() });

/**
 * An action that collects one document of an instance. It only reads AWS, so its plan has no calls to sign. The content
 * goes into the ledger's document store under its hash, never into an entry nor into a workflow's history: it may hold
 * secrets, and the store is as private as the ledger's own file. Best-effort.
 */
export const collectsDocument = ({ name, title, evidenceKind, call, note, read }: Kind): AnyAction =>
  action({
    name,
    title,
    effect: 'collect',
    blocking: false,
    input: instanceInput,
    facts: z.null(),
    output: collected,
    permissions: ['ec2:DescribeInstances', call],

    async plan(aws, { instanceId }) {
      const { owner } = await readInstance(aws, instanceId);
      return {
        owner,
        kind: 'instance',
        calls: [],
        targetState: { [evidenceKind]: 'kept beside the ledger' },
        reversible: true,
        summary: `keep the ${evidenceKind} of ${instanceId}`,
        notApplicable: note ? [note] : [],
        facts: null,
      };
    },

    async apply(aws, { input: { instanceId } }) {
      const found = await read(aws, instanceId);
      if (!found) return { sha256: null, bytes: 0, document: null };
      const { bytes, mediaType, takenAt } = found;
      if (bytes.length > most)
        throw failure(failureTypes.failed, `The ${evidenceKind} of ${instanceId} has ${bytes.length} bytes: too many.`);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const document = await aws.store({ v: 1, mediaType, encoding: 'base64', content: bytes.toString('base64') });
      await aws.collected({
        id: `${evidenceKind}/${instanceId}/${sha256.slice(0, 16)}`,
        evidenceKind,
        source: `arn:aws:ec2:${aws.region}:${aws.account}:instance/${instanceId}`,
        method: call,
        location: `document ${document}`,
        state: 'completed',
        collectedAt: new Date().toISOString(),
        sha256,
        bytes: bytes.length,
        document,
        details: { mediaType, ...(takenAt && { takenAt: takenAt.toISOString() }) },
      });
      return { sha256, bytes: bytes.length, document };
    },

    async verify(_aws, { input }, { sha256, bytes, document }) {
      // Nothing is read from AWS again: by now it may be another one. What was kept is what was collected.
      const fact = document
        ? `${evidenceKind} of ${input.instanceId}: ${bytes} bytes, SHA-256 ${sha256}`
        : `AWS has no ${evidenceKind} of ${input.instanceId}`;
      return { assurance: 'configured', holds: true, facts: [fact], notCut: [] };
    },
  });
