import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { openCli, type Cli } from './cli.js';

let cli: Cli;

beforeAll(async () => {
  cli = await openCli();
});

afterAll(() => cli.close());

test('a file of 20 MB goes up in parts and comes back, a folder is kept in step', async () => {
  writeFileSync(cli.file('large'), randomBytes(20 * 1024 ** 2));
  mkdirSync(cli.file('folder'));
  for (const name of ['one ü.txt', 'two&.txt']) writeFileSync(`${cli.file('folder')}/${name}`, name);
  expect(await cli.aws('s3', 'mb', 's3://cli-files')).toBe('make_bucket: cli-files');
  await cli.aws('s3', 'cp', cli.file('large'), 's3://cli-files/a/large', '--no-progress');
  await Promise.all([
    cli.aws('s3', 'cp', 's3://cli-files/a/large', cli.file('back'), '--no-progress'),
    cli.aws('s3', 'sync', cli.file('folder'), 's3://cli-files/folder', '--no-progress'),
  ]);
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(cli.file(name)))
      .digest('hex');
  expect(digest('back')).toBe(digest('large'));
  const [listed, head, url] = await Promise.all([
    cli.aws('s3', 'ls', 's3://cli-files', '--recursive', '--summarize'),
    cli.json('s3api', 'head-object', '--bucket', 'cli-files', '--key', 'a/large', '--query', 'ETag'),
    cli.aws('s3', 'presign', 's3://cli-files/folder/two&.txt'),
  ]);
  expect(listed).toMatch(/ 20971520 a\/large\n.* folder\/one ü.txt\n.* folder\/two&.txt\n\nTotal Objects: 3/);
  expect(head).toMatch(/-3"$/);
  expect(await (await fetch(url)).text()).toBe('two&.txt');
  expect(await cli.aws('s3', 'rb', 's3://cli-files', '--force')).toContain('remove_bucket: cli-files');
});

test('objects, metadata, pages, locks and errors', async () => {
  const bucket = ['--bucket', 'cli-api'];
  const here = ['--create-bucket-configuration', 'LocationConstraint=eu-west-1'];
  await cli.aws('s3api', 'create-bucket', ...bucket, '--object-lock-enabled-for-bucket', ...here);
  writeFileSync(cli.file('body'), 'hello');
  const put = ['s3api', 'put-object', ...bucket, '--body', cli.file('body'), '--metadata', 'case=1', '--key'];
  await Promise.all([cli.aws(...put, 'a', '--object-lock-legal-hold-status', 'ON'), cli.aws(...put, 'b')]);
  const list = ['s3api', 'list-objects-v2', ...bucket, '--page-size', '1', '--query', 'Contents[].Key'];
  const get = ['s3api', 'get-object', ...bucket, '--key'];
  const [keys, got, missing, hold] = await Promise.all([
    cli.json(...list),
    cli.json(...get, 'a', cli.file('got'), '--query', 'Metadata'),
    cli.refusal(...get, 'c', cli.file('none')),
    cli.json('s3api', 'get-object-legal-hold', ...bucket, '--key', 'a'),
  ]);
  expect([keys, got, readFileSync(cli.file('got'), 'utf8')]).toEqual([['a', 'b'], { case: '1' }, 'hello']);
  expect(missing).toContain('(NoSuchKey) when calling the GetObject operation');
  expect(hold).toEqual({ LegalHold: { Status: 'ON' } });
  expect(cli.log()).toBe('');
});
