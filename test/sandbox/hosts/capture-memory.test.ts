import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { shapeHost } from '../../../sandbox/hosts/host.js';
import { setOutbound } from '../../../sandbox/hosts/outbound.js';
import { dumpsIn } from '../../../sandbox/hosts/run-records.js';
import type { HostFacts } from '../../../sandbox/hosts/facts.js';
import { instancesIn } from '../../../sandbox/services/ec2/records.js';
import type { Bench } from '../services/harness.js';
import { resultOf, send, statusesOf } from '../services/ssm/commands.js';
import { openBucket, urlOf, type Bucket } from './bucket.js';
import { captureScript, linesOf, MIB, sha256, type CaptureChanges } from './capture.js';
import { MINUTE, moveToGroups, OPEN, openHosts, SEALED, setState, WEB } from './stage.js';

const AVML = 'capture-memory-avml';

let bench: Bench;
let bucket: Bucket;
beforeEach(() => {
  bench = openHosts();
  bucket = openBucket();
});
afterEach(() => {
  setOutbound(undefined);
  bench.close();
});

const capture = (more: CaptureChanges = {}): string => send(bench, captureScript(bucket, AVML, more), [WEB]);

const shape = (facts: Partial<HostFacts>): void => bench.world.store.transact(() => shapeHost(bench.place, WEB, facts));

/** What a capture ended in: its exit code and its last line. */
const ending = (id: string): readonly unknown[] => {
  const { ResponseCode, StandardOutputContent } = resultOf(bench, id, WEB);
  return [ResponseCode, linesOf(StandardOutputContent).at(-1)?.['error']];
};

const image = (): Buffer =>
  Buffer.concat([1, 2, 3, 4].map((part) => bucket.objects.get(`/part-${part}`) ?? Buffer.alloc(0)));

describe('a capture with AVML', () => {
  test('sends the whole memory in parts and tells the hash of each and of all', () => {
    const id = capture();
    bench.pass(MINUTE);
    const lines = linesOf(resultOf(bench, id, WEB).StandardOutputContent);
    for (const [index, line] of lines.slice(0, -1).entries()) {
      const body = bucket.objects.get(`/part-${index + 1}`) ?? Buffer.alloc(0);
      expect(line).toMatchObject({ part: index + 1, bytes: body.length, sha256: sha256(body) });
      expect(line['etag']).toMatch(/^"[0-9a-f]{32}"$/);
    }
    const whole = image();
    expect(lines.at(-1)).toEqual({ done: true, bytes: whole.length, sha256: sha256(whole), tool: 'avml 0.19.0' });
    expect(whole.subarray(0, 4).toString('latin1')).toBe('EMiL');
    expect(whole.length).toBeGreaterThan(31 * MIB);
    expect(whole.includes(`Linux version 6.1.112-122.189.amzn2023`)).toBe(true);
  });

  test('has the same memory until the host is started anew', () => {
    capture();
    bench.pass(MINUTE);
    const first = sha256(image());
    capture({ NONCE: 'nonce-0002' });
    bench.pass(MINUTE);
    expect(sha256(image())).toBe(first);
    setState(bench, WEB, 'stopped');
    bench.pass(MINUTE);
    setState(bench, WEB, 'running');
    bench.pass(2 * MINUTE);
    capture({ NONCE: 'nonce-0003' });
    bench.pass(MINUTE);
    expect(sha256(image())).not.toBe(first);
  });

  test('takes time, and is nowhere before', () => {
    const id = capture();
    bench.pass(2_000);
    expect([bucket.objects.has('/part-1'), statusesOf(bench, id)[WEB]]).toEqual([false, 'InProgress/InProgress']);
  });

  test('is carried out once per nonce; the second run tells what the first one did', () => {
    const first = capture();
    const second = capture();
    bench.pass(2 * MINUTE);
    expect(resultOf(bench, second, WEB).StandardOutputContent).toBe(resultOf(bench, first, WEB).StandardOutputContent);
    expect(bucket.requests.filter(({ method }) => method === 'PUT')).toHaveLength(4);
  });

  test('is carried out again where the first run was killed', () => {
    send(bench, captureScript(bucket, AVML), [WEB], {
      Parameters: { commands: captureScript(bucket, AVML).split('\n'), executionTimeout: ['1'] },
    });
    const second = capture();
    bench.pass(2 * MINUTE);
    expect(ending(second)).toEqual([0, undefined]);
  });
});

describe('a capture that cannot be', () => {
  test.each<readonly [string, number, Partial<HostFacts>]>([
    ['acquire', 16, { lockdown: 'integrity' }],
    ['acquire', 16, { memorySource: false }],
    ['space', 15, { diskFree: MIB }],
  ])('ends in %s (%i) on a host with %j', (error, code, facts) => {
    shape(facts);
    const id = capture();
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([code, error]);
  });

  test('ends on Graviton, where AVML does not run', () => {
    bench.world.store.transact(() =>
      instancesIn(bench.place).update(WEB, (one) => ({ ...one, architecture: 'arm64', type: 't4g.micro' })),
    );
    const id = capture();
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([16, 'acquire']);
  });

  test.each<readonly [string, number, CaptureChanges]>([
    ['variables', 10, { PART_SIZE: 'many' }],
    ['manifest', 11, { MANIFEST_URL: urlOf('/nothing') }],
    ['tool', 12, { TOOL_URL: 'https://example.com/avml' }],
    ['tool-hash', 13, { TOOL_SHA256: '0'.repeat(64) }],
    ['device', 14, { EVIDENCE_DEVICE: '/dev/sdf', EVIDENCE_MOUNT: '/mnt/evidence' }],
    ['parts', 17, { parts: 3 }],
  ])('ends in %s (%i) with %j', (error, code, more) => {
    const id = capture(more);
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([code, error]);
    expect(bucket.objects.has('/part-1')).toBe(false);
  });
});

describe('an evidence volume', () => {
  const attach = (): void =>
    bench.world.store.transact(() => {
      const device = { name: '/dev/sdf', volumeId: 'vol-0ccc', attachedAt: bench.world.clock.now() };
      instancesIn(bench.place).update(WEB, (one) => ({
        ...one,
        devices: [{ ...device, deleteOnTermination: false }],
      }));
    });

  test.each(['/dev/sdf', '/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0ccc'])('is found as %s', (device) => {
    attach();
    bench.pass(MINUTE);
    const id = capture({ EVIDENCE_DEVICE: device, EVIDENCE_MOUNT: '/mnt/evidence' });
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([0, undefined]);
    expect(dumpsIn(bench.place).all()).toMatchObject([
      { instanceId: WEB, volumeId: 'vol-0ccc', path: '/mnt/evidence/nonce-0001.lime', sha256: sha256(image()) },
    ]);
  });

  test('has only the name of its volume on an NVMe host that is not Amazon Linux', () => {
    shape({ os: { id: 'ubuntu', name: 'Ubuntu', version: '24.04', kernel: '6.8.0-1018-aws' } });
    attach();
    bench.pass(MINUTE);
    const id = capture({ EVIDENCE_DEVICE: '/dev/sdf', EVIDENCE_MOUNT: '/mnt/evidence' });
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([14, 'device']);
  });
});

describe('an upload', () => {
  test('is tried again when S3 is busy, and given up when it refuses', () => {
    const id = capture();
    bench.pass(3_500);
    bucket.refuse.push(503, 503);
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([0, undefined]);
    const other = capture({ NONCE: 'nonce-0002' });
    bench.pass(3_500);
    bucket.refuse.push(403);
    bench.pass(MINUTE);
    expect(ending(other)).toEqual([18, 'upload']);
    expect(resultOf(bench, other, WEB).StandardErrorContent).toMatch(
      'curl: (22) The requested URL returned error: 403',
    );
  });

  test('stops in the middle when the host is isolated, and nobody hears of it', () => {
    const id = capture();
    bench.pass(4_600);
    expect(bucket.objects.has('/part-1')).toBe(true);
    moveToGroups(bench, WEB, [SEALED]);
    bench.pass(30 * MINUTE);
    expect(bucket.objects.has('/part-4')).toBe(false);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'InProgress/InProgress' });
    moveToGroups(bench, WEB, [OPEN]);
    bench.pass(2 * MINUTE);
    expect(ending(id)).toEqual([18, 'upload']);
  });
});
