import { describe, expect, it } from '@jest/globals';
import { dumpReport, sendReport } from '../../../activities/ssm/host-report.js';

const hash = 'a'.repeat(64);
const part = (number: number, bytes = 10) => ({ part: number, bytes, sha256: hash });
const done = (bytes: number) => ({ done: true, bytes, sha256: hash, tool: 'avml 0.19.0' });
const ended = (lines: readonly object[]) => ({
  status: 'Success',
  details: 'Success',
  code: 0,
  output: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  errors: 'curl: https://vault/key?X-Amz-Security-Token=token&X-Amz-Signature=signed\u001b[2J',
  startedAt: '',
  endedAt: '',
});
const dump = (...lines: readonly object[]) => dumpReport(ended(lines), 10);
const send = (...lines: readonly object[]) => sendReport(ended(lines), 2);

describe('what a host reports of its dump', () => {
  it('counts when its parts are complete, in order, as they were to be cut, and add up', () => {
    expect(dump(part(1), part(2, 5), done(15))).toMatchObject({ done: { bytes: 15 }, parts: [{}, {}] });
  });

  it.each([
    ['a part is missing', [part(2), done(10)]],
    ['a part stands there twice', [part(1), part(1), done(20)]],
    ['they do not add up', [part(1), done(11)]],
    ['a part is smaller than the others', [part(1, 5), part(2), done(15)]],
    ['the last part is larger than the others', [part(1), part(2, 11), done(21)]],
    ['a part is none', [{ part: 'one' }, part(1), done(10)]],
    ['there is no result', [part(1)]],
    ['there is nothing', []],
    ['a hash is none', [{ ...part(1), sha256: 'x' }, done(10)]],
    [
      'there are more parts than can be told of',
      [...Array.from({ length: 193 }, (_, at) => part(at + 1)), done(1_930)],
    ],
  ])('is an error where %s', (_, lines) => {
    expect(dump(...lines)).toHaveProperty('error');
  });
});

describe('what a host reports of what it sent', () => {
  it('counts when it is as many parts as there are', () => {
    expect(send({ part: 1 }, { part: 2 }, { done: true, parts: 2 })).toBeNull();
  });

  it.each([
    ['it is fewer', [{ part: 1 }, { done: true, parts: 1 }]],
    ['there is no result', [{ part: 1 }, { part: 2 }]],
    ['there is nothing', []],
  ])('is an error where %s', (_, lines) => {
    expect(send(...lines)).toHaveProperty('error');
  });

  it('carries no address that works and nothing that a terminal would obey', () => {
    const said = JSON.stringify(send({ error: 'upload', detail: 'part 3' }));
    expect(said).toContain('part 3');
    expect(said).not.toMatch(/token&|signed|\\u001b/);
  });
});
