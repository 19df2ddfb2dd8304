import { expect, test } from '@jest/globals';
import { check } from '../../../sandbox/protocols/check.js';
import type { RawRequest } from '../../../sandbox/protocols/http.js';
import { readRequest } from '../../../sandbox/protocols/read-request.js';
import { invalidInput, validateInput } from '../../../sandbox/protocols/validate-input.js';
import { writeError } from '../../../sandbox/protocols/write-error.js';
import { AwsFailure } from '../../../sandbox/services/operation.js';
import { mutated, randomFrom } from './mutate.js';
import { valid } from './valid-requests.js';
import { formRequest, jsonRequest, models, rawRequest, reads } from './wire.js';

const textOf = (text: string, random: () => number): string => mutated(Buffer.from(text), random).toString('latin1');

/** Reads a request and everything after it; returns what became of it. */
const outcome = (raw: RawRequest, service: string): 'read' | 'invalid' | 'unreadable' => {
  const read = readRequest(models, raw, service);
  if ('failure' in read) {
    expect(read.failure).toBeInstanceOf(AwsFailure);
    expect(writeError(read.model, raw.method, read.failure, 'id').status).toBeGreaterThanOrEqual(400);
    return 'unreadable';
  }
  const shape = read.model.operation(read.operation)?.input;
  if (shape === undefined) throw new Error(`${read.operation} is no operation`);
  // Whatever was sent: what is read has names and types of the model, and nothing else.
  const strange = check(shape, read.input, 'shape').filter(({ kind }) => kind === 'unknown' || kind === 'type');
  expect(strange).toEqual([]);
  const problems = [...read.problems, ...validateInput(read.model, read.operation, read.input)];
  if (problems.length === 0) return 'read';
  const failure = invalidInput(read.model, read.operation, problems);
  expect(writeError(read.model, raw.method, failure, 'id').status).toBe(400);
  return 'invalid';
};

test('the requests that are mutated are valid before', () => {
  for (const [service, raw] of valid)
    expect([reads(raw, service).operation, outcome(raw, service)]).toEqual([expect.any(String), 'read']);
});

test('mutated requests are read, refused or unreadable, and never anything else', () => {
  const random = randomFrom(20_260_301);
  const seen = { read: 0, invalid: 0, unreadable: 0 };
  for (let round = 0; round < 400; round++)
    for (const [service, raw] of valid) {
      const headers = Object.fromEntries(
        Object.entries(raw.headers).map(([name, value]) => [
          name,
          random() < 0.1 ? textOf(String(value), random) : value,
        ]),
      );
      const body = random() < 0.9 ? mutated(raw.body, random) : raw.body;
      const target = random() < 0.3 ? textOf(raw.target, random) : raw.target;
      seen[outcome({ ...raw, headers, body, target }, service)]++;
    }
  expect(Math.min(seen.read, seen.invalid, seen.unreadable)).toBeGreaterThan(100);
  expect(({} as Record<string, unknown>)['a']).toBeUndefined();
});

test('random bytes are never more than unreadable', () => {
  const random = randomFrom(7);
  for (let round = 0; round < 2_000; round++) {
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
    const [service = 's3', raw = rawRequest({})] = valid[round % valid.length] ?? [];
    outcome({ ...raw, body: bytes, target: random() < 0.5 ? raw.target : `/${bytes.toString('latin1')}` }, service);
  }
});

test('a request that is far too deep, long or wide costs little', () => {
  const before = process.cpuUsage();
  const wide = Array.from({ length: 50_000 }, (_none, at) => `Filter.${at}.Name=a`).join('&');
  const deepJson = `{"Document":${'['.repeat(200_000)}`;
  const requests: readonly (readonly [string, RawRequest])[] = [
    ['ec2', formRequest(`Action=DescribeVpcs&Version=2016-11-15&${wide}`)],
    ['ec2', formRequest(`Action=DescribeVpcs&Version=2016-11-15&${'Filter.1.'.repeat(20_000)}=a`)],
    ['ssm', jsonRequest('AmazonSSM.ListCommands', deepJson + ']'.repeat(200_000))],
    ['ssm', jsonRequest('AmazonSSM.SendCommand', `{"DocumentName":"${'a'.repeat(2_000_000)}"}`)],
    ['iam', formRequest(`Action=GetUser&Version=2010-05-08&UserName=${'a'.repeat(2_000_000)}`)],
    ['s3', rawRequest({ target: '/b?delete', body: '<Delete>'.repeat(200_000) })],
    ['s3', rawRequest({ method: 'GET', target: `/b/${'a/'.repeat(500_000)}` })],
    [
      's3',
      rawRequest({
        method: 'PUT',
        target: '/b/k',
        headers: { 'content-encoding': 'aws-chunked' },
        body: '1\r\na\r\n'.repeat(200_000),
      }),
    ],
  ];
  for (const [service, raw] of requests) outcome(raw, service);
  // Processor time: what the clock on the wall shows is the machine's affair.
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(10_000);
});

test('a key that would change what a map is, is refused', () => {
  const map = formRequest(
    'Action=PutAccountProperties&Version=2010-05-08&Properties.entry.1.key=__proto__&Properties.entry.1.value=b',
  );
  expect(outcome(map, 'iam')).toBe('unreadable');
  expect(outcome(jsonRequest('TrentService.Encrypt', '{"EncryptionContext":{"__proto__":"b"}}'), 'kms')).toBe(
    'unreadable',
  );
});
