import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { GetParameterResult, GetParametersResult } from '@aws-sdk/client-ssm';
import { ssm } from '../../../../sandbox/services/ssm/index.js';
import { openBench, type Bench } from '../harness.js';

let bench: Bench;
beforeEach(() => {
  bench = openBench([ssm]);
});
afterEach(() => bench.close());

const put = (Name: string, Value: string, more: object = {}): unknown =>
  bench.call<{ Version: number }>(ssm, 'PutParameter', { Name, Value, Type: 'String', ...more }).Version;

const get = (Name: string, more: object = {}): string | undefined =>
  bench.call<GetParameterResult>(ssm, 'GetParameter', { Name, ...more }).Parameter?.Value;

test('a parameter has versions, the last of which is meant', () => {
  expect(put('/app/url', 'one')).toBe(1);
  expect(bench.refusal(ssm, 'PutParameter', { Name: '/app/url', Value: 'two', Type: 'String' })).toBe(
    'ParameterAlreadyExists',
  );
  expect(put('/app/url', 'two', { Overwrite: true })).toBe(2);
  expect([get('/app/url'), get('/app/url:1')]).toEqual(['two', 'one']);
  expect(bench.refusal(ssm, 'GetParameter', { Name: '/app/url:3' })).toBe('ParameterVersionNotFound');
});

test('a SecureString is readable only with decryption', () => {
  put('secret', 'hunter2', { Type: 'SecureString' });
  expect(get('secret')).not.toMatch('hunter2');
  expect(get('secret', { WithDecryption: true })).toBe('hunter2');
});

test('parameters are found by path, one level or all', () => {
  for (const name of ['/app/a', '/app/b/c', '/other']) put(name, 'x');
  const under = (more: object = {}): unknown =>
    bench
      .call<GetParametersResult>(ssm, 'GetParametersByPath', { Path: '/app', ...more })
      .Parameters?.map((one) => one.Name);
  expect([under(), under({ Recursive: true })]).toEqual([['/app/a'], ['/app/a', '/app/b/c']]);
});

test('names and values that Parameter Store does not take are refused', () => {
  const refused = (Name: string, Value = 'x'): string =>
    bench.refusal(ssm, 'PutParameter', { Name, Value, Type: 'String' });
  expect([refused('aws-key'), refused('a/b'), refused('a b'), refused('big', 'x'.repeat(4_097))]).toEqual(
    Array(4).fill('ValidationException'),
  );
  expect(refused(`/${Array(16).fill('a').join('/')}`)).toBe('HierarchyLevelLimitExceededException');
});

test('what is deleted is gone, and what never was is told apart', () => {
  put('one', 'x');
  expect(bench.call(ssm, 'DeleteParameters', { Names: ['one', 'two'] })).toEqual({
    DeletedParameters: ['one'],
    InvalidParameters: ['two'],
  });
  expect(bench.refusal(ssm, 'GetParameter', { Name: 'one' })).toBe('ParameterNotFound');
  expect(bench.call(ssm, 'GetParameters', { Names: ['one'] })).toEqual({ Parameters: [], InvalidParameters: ['one'] });
});
