import type { EvidenceLocation, EvidenceLock } from '../../ledger/evidence/item.js';

/** Where evidence is, in one line. */
export const placeText = (location: EvidenceLocation): string => {
  if ('bucket' in location) return `s3://${location.bucket}/${location.key} version ${location.versionId}`;
  if ('document' in location) return `document ${location.document}`;
  if ('snapshotId' in location) return `snapshot ${location.snapshotId} in ${location.region}`;
  return 'volumeId' in location ? `volume ${location.volumeId} in ${location.region}` : location.place;
};

/** How it is locked, in one line; `time` says how times are written. */
export const lockText = (
  { mode, retainUntil, days, legalHold }: EvidenceLock,
  time: (at: string) => string = (at) => at,
): string =>
  [
    mode,
    ...(retainUntil ? [`until ${time(retainUntil)}`] : []),
    ...(days ? [`for ${days} days`] : []),
    ...(legalHold === 'ON' ? ['held'] : []),
  ].join(' ');
