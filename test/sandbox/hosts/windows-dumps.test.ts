import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { shapeHost } from '../../../sandbox/hosts/host.js';
import { setOutbound } from '../../../sandbox/hosts/outbound.js';
import type { Bench } from '../services/harness.js';
import { resultOf, send } from '../services/ssm/commands.js';
import { openBucket, type Bucket } from './bucket.js';
import { dumpText, linesOf, MIB, sendText, sha256 } from './capture.js';
import { MINUTE, openHosts, WIN } from './stage.js';

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

const power = (script: string): string => send(bench, script, [WIN], { DocumentName: 'AWS-RunPowerShellScript' });

/** A script as PowerShell has it. */
const asPower = (script: string): string =>
  script
    .split('\n')
    .slice(1)
    .map((line) => (line.startsWith('#') ? line : `$${line.replace('_', '').replace('=', ' = ')}`))
    .join('\n');

const collect = (): string => power(asPower(dumpText(bucket, 'dump-crashes-ec2rescue')));

test('EC2Rescue hands over the dumps that Windows wrote when it crashed', () => {
  const id = collect();
  bench.pass(MINUTE);
  const lines = linesOf(resultOf(bench, id, WIN).StandardOutputContent);
  const sent = power(asPower(sendText(bucket, lines)));
  bench.pass(MINUTE);
  expect(linesOf(resultOf(bench, sent, WIN).StandardOutputContent).at(-1)).toEqual({ done: true, parts: 4 });
  const archive = Buffer.concat(
    lines.slice(0, -1).map((_, part) => bucket.objects.get(`/part-${part + 1}`) ?? Buffer.alloc(0)),
  );
  expect(lines.at(-1)).toMatchObject({
    done: true,
    bytes: archive.length,
    sha256: sha256(archive),
    files: ['C:\\Windows\\MEMORY.DMP', 'C:\\Windows\\Minidump\\112226-4187-01.dmp'],
  });
  expect(archive.subarray(0, 2).toString()).toBe('PK');
  expect(archive.includes('PAGEDU64')).toBe(true);
  expect(archive.length).toBeGreaterThan(24 * MIB);
});

test('EC2Rescue takes no memory: without a dump there is nothing', () => {
  bench.world.store.transact(() => shapeHost(bench.place, WIN, { crashDumps: [] }));
  const id = collect();
  bench.pass(MINUTE);
  expect(resultOf(bench, id, WIN)).toMatchObject({ Status: 'Failed', ResponseCode: 19 });
  expect(bucket.objects.has('/part-1')).toBe(false);
});

test('a probe tells of dumps and pagefile', () => {
  const id = power('# firebreak:probe-memory v1');
  bench.pass(MINUTE);
  expect(linesOf(resultOf(bench, id, WIN).StandardOutputContent)).toEqual([
    expect.objectContaining({
      os: 'Microsoft Windows Server 2022 Datacenter',
      memoryBytes: 40 * MIB,
      pagefileBytes: 48 * MIB,
    }),
  ]);
});

test('AVML is not for Windows', () => {
  const id = power(asPower(dumpText(bucket, 'dump-memory-avml')));
  bench.pass(MINUTE);
  expect(resultOf(bench, id, WIN).Status).toBe('Failed');
});

test('the rescue tool of AWS Support writes what it collects with the role of the instance', () => {
  const support = (Command: string, Parameters: string): string =>
    send(bench, '', [WIN], {
      DocumentName: 'AWSSupport-RunEC2RescueForWindowsTool',
      Parameters: { Command: [Command], Parameters: [Parameters] },
    });
  const collected = support('CollectLogs', 'logs');
  const other = support('FixAll', '');
  bench.pass(2 * MINUTE);
  expect(resultOf(bench, collected, WIN).Status).toBe('Success');
  expect([...bucket.objects.keys()]).toEqual([expect.stringMatching(/^\/logs\/EC2Rescue\/.*\.zip$/)]);
  expect(resultOf(bench, other, WIN)).toMatchObject({ Status: 'Failed', ResponseCode: 1 });
});
