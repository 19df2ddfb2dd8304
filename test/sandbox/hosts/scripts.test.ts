import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { shapeHost } from '../../../sandbox/hosts/host.js';
import { setOutbound } from '../../../sandbox/hosts/outbound.js';
import { usualFacts } from '../../../sandbox/hosts/usual-facts.js';
import { authenticate } from '../../../sandbox/gateway/authenticate.js';
import { findKey } from '../../../sandbox/services/iam/credentials.js';
import type { Bench } from '../services/harness.js';
import { resultOf, send } from '../services/ssm/commands.js';
import { openBucket } from './bucket.js';
import { linesOf } from './capture.js';
import { MINUTE, openHosts, WEB } from './stage.js';

let bench: Bench;
beforeEach(() => {
  bench = openHosts();
});
afterEach(() => {
  setOutbound(undefined);
  bench.close();
});

const run = (script: string): ReturnType<typeof resultOf> => {
  const id = send(bench, script, [WEB]);
  bench.pass(MINUTE);
  return resultOf(bench, id, WEB);
};

describe('a script of plain commands', () => {
  test('prints what is true of its host', () => {
    const { StandardOutputContent } = run('#!/bin/bash\nwhoami\nuname -r\nhostname -I\nid');
    expect(StandardOutputContent).toBe(
      'root\n6.1.112-122.189.amzn2023.x86_64\n10.0.1.11 \nuid=0(root) gid=0(root) groups=0(root)\n',
    );
  });

  test('shows a miner and its connection', () => {
    const { processes, connections } = usualFacts('linux');
    bench.world.store.transact(() =>
      shapeHost(bench.place, WEB, {
        processes: [...processes, { pid: 4711, user: 'nginx', command: '/tmp/.x/kworkerds', cpu: 98.7, resident: 2e9 }],
        connections: [
          ...connections,
          { protocol: 'tcp', state: 'ESTAB', local: '10.0.1.11:48114', remote: '198.51.100.66:3333', pid: 4711 },
        ],
      }),
    );
    const { StandardOutputContent = '' } = run('ps aux\nss -tunap');
    expect(StandardOutputContent).toMatch(/nginx +4711 +98\.7 .*\/tmp\/\.x\/kworkerds/);
    expect(StandardOutputContent).toMatch(/ESTAB +10\.0\.1\.11:48114 +198\.51\.100\.66:3333 +pid=4711/);
  });

  test('goes on after a command that it does not know, and ends as its last one', () => {
    expect(run('nosuch\necho done')).toMatchObject({ Status: 'Success', StandardOutputContent: 'done\n' });
    expect(run('echo begun\nnosuch')).toMatchObject({ Status: 'Failed', ResponseCode: 127 });
    expect(run('exit 7\necho never')).toMatchObject({ ResponseCode: 7, StandardOutputContent: '' });
  });

  test('knows no pipes: what it cannot do is an error and not a guess', () => {
    expect(run('ps aux | grep miner').ResponseCode).toBe(127);
    expect(run('echo "$(whoami)"').ResponseCode).toBe(127);
  });
});

test('a probe tells what decides how memory can be taken', () => {
  bench.world.store.transact(() => shapeHost(bench.place, WEB, { lockdown: 'confidentiality' }));
  expect(linesOf(run('#!/bin/bash\n# firebreak:probe-memory v1').StandardOutputContent)).toEqual([
    {
      os: 'Amazon Linux 2023',
      kernel: '6.1.112-122.189.amzn2023',
      arch: 'x86_64',
      memoryBytes: 33554432,
      diskFreeBytes: 6410993664,
      lockdown: 'confidentiality',
      source: true,
      device: false,
    },
  ]);
});

test('a marker that is not at the beginning marks nothing', () => {
  expect(run('echo one\n# firebreak:probe-memory v1').StandardOutputContent).toBe('one\n');
});

describe('the output of a command', () => {
  test('is written whole to its bucket by the host, signed with its role', () => {
    const bucket = openBucket();
    const id = send(bench, 'echo out\nnosuch', [WEB], { OutputS3BucketName: 'outputs', OutputS3KeyPrefix: 'case-1' });
    bench.pass(MINUTE);
    const folder = `case-1/${id}/${WEB}/awsrunShellScript/0.awsrunShellScript`;
    expect([...bucket.objects.keys()]).toEqual([`/outputs/${folder}/stdout`, `/outputs/${folder}/stderr`]);
    expect(resultOf(bench, id, WEB).StandardOutputUrl).toBe(
      `https://s3.eu-west-1.amazonaws.com/outputs/${folder}/stdout`,
    );
    const identities = bucket.requests.map((request) => authenticate(request, (id) => findKey(bench.world, id)));
    expect(identities).toMatchObject([
      { caller: { arn: `arn:aws:sts::111122223333:assumed-role/web/${WEB}` }, service: 's3' },
      { caller: { arn: `arn:aws:sts::111122223333:assumed-role/web/${WEB}` }, service: 's3' },
    ]);
  });

  test('that its bucket refuses leaves the command as it was', () => {
    const bucket = openBucket();
    bucket.refuse.push(403, 403);
    const id = send(bench, 'echo out', [WEB], { OutputS3BucketName: 'outputs' });
    bench.pass(MINUTE);
    expect(resultOf(bench, id, WEB)).toMatchObject({ Status: 'Success', StandardOutputContent: 'out\n' });
    expect(bucket.objects.size).toBe(0);
  });
});
