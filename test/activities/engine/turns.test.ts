import { describe, expect, it } from '@jest/globals';
import { Turns } from '../../../activities/engine/turns.js';

const fenced = { type: 'Fenced' };
const door = () => Promise.withResolvers<void>();

describe('attempts of one step in one worker', () => {
  it('take turns: the newer one begins when the older one has ended, and that is told that it is over', async () => {
    const turns = new Turns();
    const said: string[] = [];
    const [inside, held] = [door(), door()];
    const older = turns.take('step', async (stillMine) => {
      stillMine();
      inside.resolve();
      await held.promise;
      said.push('older went on');
      stillMine();
      said.push('older made its call');
    });
    await inside.promise;
    const newer = turns.take('step', async (stillMine) => {
      stillMine();
      said.push('newer began');
      return 'done';
    });
    held.resolve();
    await expect(older).rejects.toMatchObject(fenced);
    expect(await newer).toBe('done');
    expect(said).toEqual(['older went on', 'newer began']);
  });

  it('of several that wait only the newest begins', async () => {
    const turns = new Turns();
    const [inside, held] = [door(), door()];
    const first = turns.take('step', async () => {
      inside.resolve();
      await held.promise;
      return 'first';
    });
    await inside.promise;
    const second = turns.take('step', async () => 'second');
    const third = turns.take('step', async () => 'third');
    held.resolve();
    const ends = await Promise.allSettled([first, second, third]);
    expect(ends).toMatchObject([
      { status: 'fulfilled', value: 'first' },
      { status: 'rejected', reason: fenced },
      { status: 'fulfilled', value: 'third' },
    ]);
  });

  it('of other steps wait for nobody, and one that failed holds up nobody', async () => {
    const turns = new Turns();
    const held = door();
    const waiting = turns.take('one', () => held.promise);
    await expect(turns.take('other', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(await turns.take('other', async () => 'through')).toBe('through');
    held.resolve();
    await waiting;
  });
});
