import { describe, expect, it } from '@jest/globals';
import { mostParts, partSizeOf } from '../../../activities/ssm/capture-cut.js';

const mib = 2 ** 20;

describe('how an image is cut', () => {
  it.each([
    [32 * mib, 8 * mib],
    [16 * 1024 * mib, 141 * mib],
    [512 * 1024 * mib, 4_506 * mib],
  ])('of %d bytes is into parts of %d bytes, and may be larger by a third', (bytes, partSize) => {
    expect(partSizeOf(bytes)).toBe(partSize);
    expect(mostParts * partSize).toBeGreaterThan(bytes * 1.33);
  });

  it('keeps the report in what AWS shows of it', () => {
    // Lines with their largest numbers; the result with as many files as it may name.
    const line = { part: mostParts, bytes: 5 * 1024 * mib, sha256: 'a'.repeat(64) };
    expect((JSON.stringify(line).length + 1) * mostParts).toBeLessThan(24_000 - 2_000);
  });

  it('is refused where one part would be larger than S3 takes', () => {
    expect(() => partSizeOf(1024 * 1024 * mib)).toThrow('more than one capture can send');
  });
});
