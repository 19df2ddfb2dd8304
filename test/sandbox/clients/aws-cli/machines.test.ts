import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCli, type Cli } from './cli.js';

let cli: Cli;

beforeAll(async () => {
  cli = await openCli();
});

afterAll(() => cli.close());

const run = async (count: number, name: string): Promise<readonly string[]> => {
  const machine = ['--image-id', 'ami-0f1eb4ea0000000a1', '--instance-type', 't3.micro', '--count', String(count)];
  const tags = ['--tag-specifications', `ResourceType=instance,Tags=[{Key=case,Value="${name}"}]`];
  const ids = ['--query', 'Instances[].InstanceId', '--output', 'text'];
  return (await cli.aws('ec2', 'run-instances', ...machine, ...tags, ...ids)).split(/\s+/);
};

test('instances are run, waited for, and described with filter, query and every output', async () => {
  const [id = ''] = await run(2, 'a b');
  await cli.aws('ec2', 'wait', 'instance-running', '--instance-ids', id);
  const mine = ['ec2', 'describe-instances', '--filters', 'Name=tag:case,Values=a b', '--query'];
  const one = `Reservations[].Instances[] | [?InstanceId=='${id}']`;
  const [table, text, json] = await Promise.all([
    cli.aws(...mine, `${one} | [].{Id:InstanceId,State:State.Name}`, '--output', 'table'),
    cli.aws(...mine, `${one} | [].Tags[].Value`, '--output', 'text'),
    cli.json(...mine, `length(Reservations[].Instances[])`),
  ]);
  expect(table).toMatch(new RegExp(`\\|\\s*${id}\\s*\\|\\s*running\\s*\\|`));
  expect([text, json]).toEqual(['a b', 2]);
});

test('instances come page by page, and a list goes on where it stopped', async () => {
  await run(4, 'pages');
  const list = ['ec2', 'describe-instances', '--page-size', '5'];
  const [all, first] = await Promise.all([
    cli.json<unknown[]>(...list, '--query', 'Reservations[].Instances[]'),
    cli.json<{ Reservations: unknown[]; NextToken: string }>(...list, '--max-items', '1'),
  ]);
  const rest = await cli.json<{ Reservations: unknown[] }>(...list, '--starting-token', first.NextToken);
  expect([all.length, first.Reservations.length]).toEqual([6, 1]);
  expect(rest.Reservations).not.toContainEqual(first.Reservations[0]);
});

test('a snapshot is made and waited for', async () => {
  const volume = ['ec2', 'create-volume', '--availability-zone', 'eu-west-1a', '--size', '1'];
  const volumeId = await cli.aws(...volume, '--query', 'VolumeId', '--output', 'text');
  await cli.aws('ec2', 'wait', 'volume-available', '--volume-ids', volumeId);
  const snapshot = ['ec2', 'create-snapshot', '--volume-id', volumeId, '--query', 'SnapshotId', '--output', 'text'];
  await cli.aws('ec2', 'wait', 'snapshot-completed', '--snapshot-ids', await cli.aws(...snapshot));
});

test('what EC2 refuses has the code that EC2 gives', async () => {
  const [id = ''] = await run(1, 'refused');
  const [dryRun, missing, unplayed] = await Promise.all([
    cli.refusal('ec2', 'stop-instances', '--instance-ids', id, '--dry-run'),
    cli.refusal('ec2', 'describe-snapshots', '--snapshot-ids', 'snap-0123456789abcdef0'),
    cli.refusal('lambda', 'list-functions'),
  ]);
  expect(dryRun).toContain('(DryRunOperation) when calling the StopInstances operation');
  expect(missing).toContain('(InvalidSnapshot.NotFound)');
  expect(unplayed).toContain('(UnsupportedInSandbox)');
  expect(cli.log()).toBe('');
});
