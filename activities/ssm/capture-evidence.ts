import type { EntryBodies } from '../../workflows/contract/entries.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import type { Aws } from '../aws/aws.js';
import type { Kept } from '../s3/conclude-upload.js';
import type { CaptureOrder } from './capture-image.js';
import type { Sent } from './capture-try.js';

type Evidence = Omit<EntryBodies['evidence'], 'run' | 'step'>;

const trust =
  'The host hashed each part before it sent it, S3 took no other bytes for it, and the vault was read back: that proves the transport. It does not prove that a compromised host told the truth.';

/** An image in the vault as evidence: what made it, when, where it is, how it is locked, and what its hashes prove. */
export const captureEvidence = (
  { region, account }: Aws,
  { instanceId, facts, taken }: CaptureOrder,
  image: Kept,
  { dump: { done, parts }, startedAt, dumpedAt, endedAt }: Sent,
): Evidence => ({
  id: `s3://${image.bucket}/${image.key}#${image.versionId}`,
  evidenceKind: facts.windows ? 'crash-dumps' : 'memory-image',
  source: `arn:aws:ec2:${region}:${account}:instance/${instanceId}`,
  method: `${taken.name} by ssm:SendCommand ${facts.document.name} version ${facts.document.version}, parts checked by s3:UploadPart (SHA-256)`,
  location: `s3://${image.bucket}/${image.key}?versionId=${image.versionId}`,
  state: 'locked',
  collectedAt: new Date().toISOString(),
  sha256: image.sha256,
  bytes: image.bytes,
  details: {
    bucket: image.bucket,
    key: image.key,
    versionId: image.versionId,
    lockMode: image.lockMode,
    retainUntil: image.retainUntil,
    legalHold: image.legalHold,
    tool: done.tool,
    toolVersion: facts.tool?.version ?? '',
    toolSha256: facts.tool?.sha256 ?? '',
    documentSha256: facts.document.sha256,
    startedAt,
    dumpedAt,
    endedAt,
    parts: parts.length,
    partHashes: parts.map((one) => one.sha256),
    ...(done.files.length > 0 && { files: done.files }),
    trust,
  },
});

/** The evidence volume that was kept. */
export const volumeEvidence = (
  { region, account }: Aws,
  instanceId: string,
  volumeId: string,
  details: JsonObject,
): Evidence => ({
  id: volumeId,
  evidenceKind: 'memory-volume',
  source: `arn:aws:ec2:${region}:${account}:instance/${instanceId}`,
  method: 'ec2:CreateVolume, written to by the host',
  location: `arn:aws:ec2:${region}:${account}:volume/${volumeId}`,
  state: 'kept',
  collectedAt: new Date().toISOString(),
  details,
});
