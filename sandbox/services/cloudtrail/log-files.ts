import { randomBytes } from 'node:crypto';
import type { TrailRecord } from './trail-records.js';

/** `2026/11/22`, as keys have it. */
const day = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
/** `20261122T100500Z` without what is finer than `length` characters. */
const compact = (at: number, length: number): string =>
  `${new Date(at).toISOString().replaceAll(/[-:]/g, '').slice(0, length)}Z`;

/** Below what a trail's bucket has all files of its account. */
export const logFolder = ({ prefix, account }: TrailRecord): string =>
  `${prefix === undefined ? '' : `${prefix}/`}AWSLogs/${account}`;

const folder = (trail: TrailRecord, kind: string, region: string, at: number): string =>
  `${logFolder(trail)}/${kind}/${region}/${day(at)}`;

/** The key of a log file delivered at `at` ("CloudTrail log file names"); never the same twice. */
export const logFileKey = (trail: TrailRecord, region: string, at: number): string => {
  const unique = randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x');
  return `${folder(trail, 'CloudTrail', region, at)}/${trail.account}_CloudTrail_${region}_${compact(at, 13)}_${unique}.json.gz`;
};

/** The key of the digest of the hour that ends at `end` ("CloudTrail digest file structure"). */
export const digestKey = (trail: TrailRecord, region: string, end: number): string => {
  const name = `${trail.account}_CloudTrail-Digest_${region}_${trail.name}_${trail.home}_${compact(end, 15)}.json.gz`;
  return `${folder(trail, 'CloudTrail-Digest', region, end)}/${name}`;
};
