import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { shapeHost } from '../../../sandbox/hosts/host.js';
import { setOutbound } from '../../../sandbox/hosts/outbound.js';
import { dumpsIn } from '../../../sandbox/hosts/run-records.js';
import type { HostFacts } from '../../../sandbox/hosts/facts.js';
import { instancesIn } from '../../../sandbox/services/ec2/records.js';
import type { Bench } from '../services/harness.js';
import { resultOf, send, statusesOf } from '../services/ssm/commands.js';
import { openBucket, urlOf, type Bucket } from './bucket.js';
import { dumpText, linesOf, MIB, sendText, sha256, type Changes } from './capture.js';
import { MINUTE, moveToGroups, OPEN, openHosts, SEALED, setState, WEB } from './stage.js';

const AVML = 'dump-memory-avml';

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

const dump = (more: Changes = {}): string => send(bench, dumpText(bucket, AVML, more), [WEB]);

const saidBy = (id: string): readonly Record<string, unknown>[] =>
  linesOf(resultOf(bench, id, WEB).StandardOutputContent);

/** Sends what a command has dumped. */
const sendOf = (dumped: string, more: Changes = {}): string =>
  send(bench, sendText(bucket, saidBy(dumped), more), [WEB]);

/** Dumps, and sends what was dumped: what is sent, and the commands. */
const capture = (more: Changes = {}): { readonly image: Buffer; readonly dumped: string; readonly sent: string } => {
  const dumped = dump(more);
  bench.pass(MINUTE);
  const sent = sendOf(dumped, more);
  bench.pass(MINUTE);
  return { image: image(), dumped, sent };
};

const shape = (facts: Partial<HostFacts>): void => bench.world.store.transact(() => shapeHost(bench.place, WEB, facts));

/** What a script ended in: its exit code and its last line. */
const ending = (id: string): readonly unknown[] => [
  resultOf(bench, id, WEB).ResponseCode,
  saidBy(id).at(-1)?.['error'],
];

const image = (): Buffer =>
  Buffer.concat([1, 2, 3, 4].map((part) => bucket.objects.get(`/part-${part}`) ?? Buffer.alloc(0)));

describe('a dump with AVML', () => {
  test('tells the hash of each part and of all, and what is sent is that', () => {
    const { image: whole, dumped, sent } = capture();
    const lines = saidBy(dumped);
    for (const [index, line] of lines.slice(0, -1).entries()) {
      const body = bucket.objects.get(`/part-${index + 1}`) ?? Buffer.alloc(0);
      expect(line).toEqual({ part: index + 1, bytes: body.length, sha256: sha256(body) });
    }
    expect(lines.at(-1)).toEqual({ done: true, bytes: whole.length, sha256: sha256(whole), tool: 'avml 0.19.0' });
    expect(saidBy(sent)).toEqual([1, 2, 3, 4].map((part) => ({ part })).concat([{ done: true, parts: 4 } as never]));
    expect(whole.subarray(0, 4).toString('latin1')).toBe('EMiL');
    expect(whole.length).toBeGreaterThan(31 * MIB);
    expect(whole.includes(`Linux version 6.1.112-122.189.amzn2023`)).toBe(true);
  });

  test('is of the same memory until the host is started anew', () => {
    const first = sha256(capture().image);
    expect(sha256(capture({ NONCE: 'nonce-0002' }).image)).toBe(first);
    setState(bench, WEB, 'stopped');
    bench.pass(MINUTE);
    setState(bench, WEB, 'running');
    bench.pass(2 * MINUTE);
    expect(sha256(capture({ NONCE: 'nonce-0003' }).image)).not.toBe(first);
  });

  test('takes time, and is nowhere before', () => {
    const id = dump();
    bench.pass(1_500);
    expect([dumpsIn(bench.place).all(), statusesOf(bench, id)[WEB]]).toEqual([[], 'InProgress/InProgress']);
  });

  test('is carried out once per nonce, as sending is; the second run tells what the first one did', () => {
    const commands = (make: () => string): readonly (string | undefined)[] => {
      const ids = [make(), make()];
      bench.pass(2 * MINUTE);
      return ids.map((id) => resultOf(bench, id, WEB).StandardOutputContent);
    };
    const [first, second] = commands(dump);
    const script = sendText(bucket, linesOf(first));
    const [sent, again] = commands(() => send(bench, script, [WEB]));
    expect([second, again]).toEqual([first, sent]);
    expect(bucket.requests.filter(({ method }) => method === 'PUT')).toHaveLength(4);
  });

  test('is carried out again where the first run was killed', () => {
    send(bench, dumpText(bucket, AVML), [WEB], {
      Parameters: { commands: dumpText(bucket, AVML).split('\n'), executionTimeout: ['1'] },
    });
    const second = dump();
    bench.pass(2 * MINUTE);
    expect(ending(second)).toEqual([0, undefined]);
  });
});

describe('a dump that cannot be', () => {
  test.each<readonly [string, number, Partial<HostFacts>]>([
    ['acquire', 16, { lockdown: 'integrity' }],
    ['acquire', 16, { memorySource: false }],
    ['space', 15, { diskFree: MIB }],
  ])('ends in %s (%i) on a host with %j', (error, code, facts) => {
    shape(facts);
    const id = dump();
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([code, error]);
  });

  test('ends on Graviton, where AVML does not run', () => {
    bench.world.store.transact(() =>
      instancesIn(bench.place).update(WEB, (one) => ({ ...one, architecture: 'arm64', type: 't4g.micro' })),
    );
    const id = dump();
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([16, 'acquire']);
  });

  test.each<readonly [string, number, Changes]>([
    ['variables', 10, { PART_SIZE: 'many' }],
    ['tool', 12, { TOOL_URL: 'https://example.com/avml' }],
    ['tool-hash', 13, { TOOL_SHA256: '0'.repeat(64) }],
    ['device', 14, { EVIDENCE_DEVICE: '/dev/sdf', EVIDENCE_MOUNT: '/mnt/evidence' }],
    ['parts', 17, { MOST_PARTS: '3' }],
  ])('ends in %s (%i) with %j', (error, code, more) => {
    const id = dump(more);
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([code, error]);
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

  const disk = { EVIDENCE_DEVICE: '/dev/sdf', EVIDENCE_MOUNT: '/mnt/evidence' };

  test.each(['/dev/sdf', '/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0ccc'])('is found as %s', (device) => {
    attach();
    bench.pass(MINUTE);
    const { sent } = capture({ ...disk, EVIDENCE_DEVICE: device });
    expect(ending(sent)).toEqual([0, undefined]);
    expect(dumpsIn(bench.place).all()).toMatchObject([
      { instanceId: WEB, volumeId: 'vol-0ccc', path: '/mnt/evidence/nonce-0001.lime', bytes: image().length },
    ]);
  });

  test('keeps its dump while the host is started anew, and holds that of the last try alone', () => {
    attach();
    bench.pass(MINUTE);
    const first = dump(disk);
    bench.pass(MINUTE);
    const hash = saidBy(first).at(-1)?.['sha256'];
    setState(bench, WEB, 'stopped');
    bench.pass(MINUTE);
    setState(bench, WEB, 'running');
    bench.pass(2 * MINUTE);
    const sent = sendOf(first, disk);
    bench.pass(MINUTE);
    expect([...ending(sent), sha256(image())]).toEqual([0, undefined, hash]);
    dump({ ...disk, NONCE: 'nonce-0002' });
    bench.pass(MINUTE);
    const late = sendOf(first, { ...disk, NONCE: 'nonce-0003' });
    bench.pass(MINUTE);
    expect([ending(late), dumpsIn(bench.place).all().length]).toEqual([[20, 'dump'], 1]);
  });

  test('has only the name of its volume on an NVMe host that is not Amazon Linux', () => {
    shape({ os: { id: 'ubuntu', name: 'Ubuntu', version: '24.04', kernel: '6.8.0-1018-aws' } });
    attach();
    bench.pass(MINUTE);
    const id = dump(disk);
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([14, 'device']);
  });
});

describe('sending a dump', () => {
  /** A dump that is there; what sends it is the caller's. */
  const dumped = (more: Changes = {}): string => {
    const id = dump(more);
    bench.pass(MINUTE);
    return id;
  };

  test.each<readonly [string, number, Changes]>([
    ['variables', 10, { PART_SIZE: 'many' }],
    ['manifest', 11, { MANIFEST_URL: urlOf('/nothing') }],
    ['dump', 20, { NONCE: 'nonce-0002' }],
  ])('ends in %s (%i) with %j', (error, code, more) => {
    const id = sendOf(dumped(), more);
    bench.pass(MINUTE);
    expect(ending(id)).toEqual([code, error]);
    expect(bucket.objects.has('/part-1')).toBe(false);
  });

  test('is refused where its bytes were overwritten since they were hashed', () => {
    const id = dumped();
    send(bench, 'shred /var/tmp/nonce-0001.lime', [WEB]);
    bench.pass(MINUTE);
    const sent = sendOf(id);
    bench.pass(MINUTE);
    expect(ending(sent)).toEqual([18, 'upload']);
    expect(bucket.objects.has('/part-1')).toBe(false);
    expect(dumpsIn(bench.place).all()).toEqual([]);
  });

  test('is tried again when S3 is busy, and given up when it refuses', () => {
    const first = sendOf(dumped());
    bench.pass(3_200);
    bucket.refuse.push(503, 503);
    bench.pass(MINUTE);
    expect(ending(first)).toEqual([0, undefined]);
    const nonce = { NONCE: 'nonce-0002' };
    const other = sendOf(dumped(nonce), nonce);
    bench.pass(3_200);
    bucket.refuse.push(403);
    bench.pass(MINUTE);
    expect(ending(other)).toEqual([18, 'upload']);
    expect(resultOf(bench, other, WEB).StandardErrorContent).toMatch(
      'curl: (22) The requested URL returned error: 403',
    );
  });

  test('stops in the middle when the host is isolated, and nobody hears of it', () => {
    const id = sendOf(dumped());
    bench.pass(3_900);
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
