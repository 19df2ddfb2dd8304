import { describe, expect, it } from '@jest/globals';
import { cut } from '../../../activities/ssm/capture-try.js';
import { hostReport } from '../../../activities/ssm/host-report.js';

const mib = 2 ** 20;
const hash = 'a'.repeat(64);
const part = (number: number, bytes = 10) => ({ part: number, bytes, sha256: hash, etag: '"e"' });
const done = (bytes: number) => ({ done: true, bytes, sha256: hash, tool: 'avml 0.19.0' });
const report = (...lines: readonly object[]) =>
  hostReport({
    status: 'Success',
    details: 'Success',
    code: 0,
    output: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    errors: 'curl: https://vault/key?X-Amz-Security-Token=token&X-Amz-Signature=signed\u001b[2J',
    startedAt: '',
    endedAt: '',
  });

describe('what a host reports', () => {
  it('counts when its parts are complete, in order, and add up', () => {
    expect(report(part(1), part(2, 5), done(15))).toMatchObject({ done: { bytes: 15 }, parts: [{}, {}] });
  });

  it.each([
    ['a part is missing', [part(2), done(10)]],
    ['they do not add up', [part(1), done(11)]],
    ['a part is none', [{ part: 'one' }, part(1), done(10)]],
    ['there is no result', [part(1)]],
    ['there is nothing', []],
    ['a hash is none', [{ ...part(1), sha256: 'x' }, done(10)]],
  ])('is an error where %s', (_, lines) => {
    expect(report(...lines)).toHaveProperty('error');
  });

  it('carries no address that works and nothing that a terminal would obey', () => {
    const said = JSON.stringify(report({ error: 'upload', detail: 'part 3' }));
    expect(said).toContain('part 3');
    expect(said).not.toMatch(/token&|signed|\\u001b/);
  });
});

describe('how an image is cut', () => {
  it.each([
    [32 * mib, 8 * mib],
    [16 * 1024 * mib, 141 * mib],
    [512 * 1024 * mib, 4_506 * mib],
  ])('of %d bytes keeps the report in what AWS shows of it', (bytes, partSize) => {
    const found = cut(bytes);
    expect(found.partSize).toBe(partSize);
    expect(found.parts).toBeLessThanOrEqual(128);
    expect(found.parts * found.partSize).toBeGreaterThan(bytes);
    // A line of a part with its largest numbers.
    const line = JSON.stringify({ part: 128, bytes: partSize, sha256: hash, etag: `"${'f'.repeat(32)}"` });
    expect((line.length + 1) * found.parts).toBeLessThan(23_000);
  });

  it('is refused where one part would be larger than S3 takes', () => {
    expect(() => cut(1024 * 1024 * mib)).toThrow('more than one capture can send');
  });
});
