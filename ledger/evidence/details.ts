import { z } from 'zod';
import type { EntryBodies } from '../../workflows/contract/entries.js';
import type { Hash } from '../../workflows/contract/json.js';
import type { EvidenceItem, EvidenceLocation } from './item.js';

type Body = EntryBodies['evidence'];
type Read = Pick<
  EvidenceItem,
  'location' | 'lock' | 'tool' | 'encryption' | 'startedAt' | 'endedAt' | 'clock' | 'trust' | 'mediaType'
>;

const text = z.string().max(2_500);
// Whatever has another form is left out, not believed.
const shape = z.object({
  bucket: text.optional().catch(undefined),
  key: text.optional().catch(undefined),
  versionId: text.optional().catch(undefined),
  lockMode: text.optional().catch(undefined),
  retainUntil: text.optional().catch(undefined),
  legalHold: text.optional().catch(undefined),
  lock: text.optional().catch(undefined),
  days: z.int().optional().catch(undefined),
  encrypted: z.boolean().optional().catch(undefined),
  kmsKeyId: text.optional().catch(undefined),
  tool: text.optional().catch(undefined),
  toolVersion: text.optional().catch(undefined),
  toolSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .catch(undefined),
  startedAt: text.optional().catch(undefined),
  endedAt: text.optional().catch(undefined),
  takenAt: text.optional().catch(undefined),
  mediaType: text.optional().catch(undefined),
  trust: text.optional().catch(undefined),
});
type Details = z.infer<typeof shape>;

/** What the entries of one item say of it beside their own members; what several of them say, the newest says. */
export const readDetails = (bodies: readonly Body[]): Read => {
  const details: Details = Object.assign({}, ...bodies.map((body) => shape.safeParse(body.details ?? {}).data ?? {}));
  const location = locationOf(bodies, details);
  const { lockMode, lock, tool, toolVersion = '', toolSha256, encrypted, takenAt } = details;
  const mode = lockMode ?? lock;
  return {
    location,
    lock: mode
      ? {
          mode,
          retainUntil: details.retainUntil ?? null,
          days: details.days ?? null,
          legalHold: details.legalHold ?? null,
        }
      : null,
    // The host says `avml 0.19.0`, the configuration that version.
    tool: tool
      ? { name: tool.split(' ')[0] ?? tool, version: toolVersion, sha256: toolSha256 ? `sha256:${toolSha256}` : null }
      : null,
    encryption: encrypted === undefined ? null : { encrypted, key: details.kmsKeyId ?? null },
    startedAt: details.startedAt ?? takenAt ?? null,
    endedAt: details.endedAt ?? takenAt ?? null,
    clock: clockOf(location, details),
    trust: details.trust ?? null,
    mediaType: details.mediaType ?? null,
  };
};

const locationOf = (bodies: readonly Body[], { bucket, key, versionId }: Details): EvidenceLocation => {
  if (bucket && key && versionId) return { bucket, key, versionId };
  const document = bodies.findLast((body) => body.document !== undefined)?.document;
  if (document !== undefined) return { document };
  const place = bodies.at(-1)?.location ?? '';
  const [, region = '', kind, id = ''] =
    /^arn:[^:]*:ec2:([^:]*):[^:]*:(snapshot|volume)\/((?:snap|vol)-[0-9a-f]+)$/.exec(place) ?? [];
  if (kind === 'snapshot') return { snapshotId: id, region };
  return kind === 'volume' ? { volumeId: id, region } : { place };
};

const clockOf = (location: EvidenceLocation, { startedAt, takenAt }: Details): string => {
  const theirs = 'bucket' in location ? 'AWS Systems Manager' : 'AWS';
  const known = startedAt ?? takenAt;
  return `${known ? `startedAt, endedAt: ${theirs}; ` : ''}collectedAt: the worker`;
};

/** A hash as evidence entries have it, as it is written everywhere else. */
export const asHash = (hex: string | undefined): Hash | null =>
  hex !== undefined && /^[0-9a-f]{64}$/.test(hex) ? `sha256:${hex}` : null;
