import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ListPublicKeysResponse } from '@aws-sdk/client-cloudtrail';
import { cloudtrail } from '../../../../sandbox/services/cloudtrail/index.js';
import { openBench, type Bench } from '../harness.js';
import { BUCKET, calledOnTrail, delivered, makeBucket } from './trail.js';

const HOUR = 3_600_000;

let bench: Bench;
beforeEach(() => {
  bench = openBench([cloudtrail]);
  makeBucket(bench);
  bench.call(cloudtrail, 'CreateTrail', { Name: 'audit', S3BucketName: BUCKET, EnableLogFileValidation: true });
});
afterEach(() => bench.close());

const logging = (operation: 'StartLogging' | 'StopLogging') => calledOnTrail(bench, operation, { Name: 'audit' });

describe('digests', () => {
  const digests = () =>
    delivered(bench, 'CloudTrail-Digest').map(({ key, content, metadata }) => ({
      key,
      content,
      signature: metadata['signature'] ?? '',
      said: JSON.parse(content) as Record<string, string | null> & {
        logFiles: { s3Object: string; hashValue: string }[];
      },
    }));
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

  test('of each hour name the files with their hashes, hours without any too', () => {
    // A digest ends with its hour, and a file comes minutes after its events: not always in the same hour.
    bench.pass(HOUR - (bench.world.clock.now() % HOUR));
    logging('StartLogging');
    bench.pass(HOUR);
    const [first] = digests();
    const [file] = delivered(bench);
    expect(first?.key).toMatch(/_CloudTrail-Digest_eu-west-1_audit_eu-west-1_\d{8}T\d{6}Z\.json\.gz$/);
    expect(first?.said.logFiles).toMatchObject([{ s3Object: file?.key, hashValue: sha256(file?.content ?? '') }]);
    bench.pass(HOUR);
    expect(digests()[1]?.said.logFiles).toEqual([]);
  });

  test('are chained, and signed with the key that ListPublicKeys shows', () => {
    logging('StartLogging');
    bench.pass(3 * HOUR);
    const [first, second] = digests();
    expect(first?.said['previousDigestSignature']).toBeNull();
    expect(second?.said).toMatchObject({
      previousDigestS3Object: first?.key,
      previousDigestHashValue: sha256(first?.content ?? ''),
      previousDigestSignature: first?.signature,
      digestStartTime: first?.said['digestEndTime'],
    });
    const [key] = bench.call<ListPublicKeysResponse>(cloudtrail, 'ListPublicKeys').PublicKeyList ?? [];
    const publicKey = createPublicKey({ key: Buffer.from(key?.Value ?? []), format: 'der', type: 'pkcs1' });
    expect(key?.Fingerprint).toBe(second?.said['digestPublicKeyFingerprint']);
    for (const digest of [first, second]) {
      const { digestEndTime = '', previousDigestSignature = '' } = { ...digest?.said };
      const text = [
        digestEndTime,
        `${BUCKET}/${digest?.key}`,
        sha256(digest?.content ?? ''),
        previousDigestSignature ?? 'null',
      ];
      const signature = Buffer.from(digest?.signature ?? '', 'hex');
      expect(verify('RSA-SHA256', Buffer.from(text.join('\n')), publicKey, signature)).toBe(true);
    }
  });

  test('end when the trail is stopped', () => {
    logging('StartLogging');
    bench.pass(HOUR);
    logging('StopLogging');
    bench.pass(5 * HOUR);
    expect(digests()).toHaveLength(2);
  });
});
