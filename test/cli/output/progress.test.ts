import { describe, expect, it } from '@jest/globals';
import { openProgress, progressText } from '../../../cli/output/progress.js';
import { sizeText } from '../../../cli/output/size.js';

const mib = 2 ** 20;

describe('how far something is', () => {
  it('is a part, a size, a rate and the time that is left', () => {
    const far = { what: 'image', done: 512 * mib, of: 1024 * mib };
    expect(progressText(far, 256 * mib, 2)).toBe('image  50 %  512 MiB of 1.0 GiB  128 MiB/s  4 s left');
    expect(progressText(far, 256 * mib, 256)).toMatch(/1\.0 MiB\/s {2}8 min 32 s left$/);
    expect(progressText(far, 0, 0, true)).toBe('image  [############------------]  50 %  512 MiB of 1.0 GiB');
    expect(progressText({ what: 'snap-1', done: 0, of: 0 }, 0, 0)).toBe('snap-1 …');
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [300 * mib, '300 MiB'],
    [2 ** 50, '1024 TiB'],
  ])('says %d bytes as %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));

  it('is drawn again and again on a terminal, and taken away at the end', () => {
    let time = 0;
    const drawn: (string | null)[] = [];
    const bar = openProgress({ progress: () => undefined, redraw: (text) => void drawn.push(text) }, () => time);
    for (const done of [0, 1, 2]) {
      bar.tell({ what: 'x', done: done * mib, of: 4 * mib });
      time += 60;
    }
    bar.end();
    expect(drawn).toEqual([expect.stringContaining('0 %'), expect.stringContaining('50 %'), null]);
  });

  it('is a line every few seconds elsewhere, and nothing of what is over before', () => {
    let time = 0;
    const said: string[] = [];
    const bar = openProgress({ progress: (text) => void said.push(text), redraw: null }, () => time);
    for (; time < 12_000; time += 100) bar.tell({ what: 'x', done: time, of: 20_000 });
    bar.end();
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^x {2}25 % .* left$/);
  });
});
