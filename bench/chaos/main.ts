import { randomInt } from 'node:crypto';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import { chaosOn, roundText } from './chaos.js';
import type { Kind } from './disturbances.js';
import { Site } from './site.js';

/** How much is to be disturbed, and from which seed on. */
export type Wish = { readonly kills: number; readonly seed?: number };

type Count = { happened: number; rounds: number; violated: number };

/**
 * Plays round after round until `kills` disturbances happened; prints each round, and what came of each kind. Anything
 * that should not be so makes the exit code 1, and is printed with the seed that repeats its round.
 */
export const benchChaos =
  ({ kills, seed: first = randomInt(1_000_000) }: Wish) =>
  async (status: SandboxStatus): Promise<void> => {
    const site = await Site.at(status);
    const counts = new Map<Kind, Count>();
    const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
    let [happened, violated] = [0, 0];
    try {
      const play = await chaosOn(site);
      say(`${kills} disturbances from seed ${first} on`);
      let seed = first;
      for (; happened < kills; seed += 1) {
        const round = await play(seed);
        happened += round.happened.length;
        if (round.violations.length > 0) violated += 1;
        count(
          counts,
          round.happened.map(({ kind }) => kind),
          round.violations.length > 0,
        );
        say(`${round.violations.length > 0 ? '✗' : '✓'} ${seed} ${roundText(round)}`);
        for (const violation of round.violations) say(`    ${violation}`);
        if (round.violations.length > 0) say(`    again: npm run bench -- chaos --seed ${seed} --kills 1`);
      }
      say('');
      say(`${'disturbance'.padEnd(20)}${'happened'.padStart(10)}${'in runs'.padStart(10)}${'violated'.padStart(10)}`);
      for (const [kind, one] of [...counts].sort(([a], [b]) => a.localeCompare(b)))
        say(
          `${kind.padEnd(20)}${[one.happened, one.rounds, one.violated].map((n) => String(n).padStart(10)).join('')}`,
        );
      say(`${'all'.padEnd(20)}${[happened, seed - first, violated].map((n) => String(n).padStart(10)).join('')}`);
    } finally {
      await site.close();
    }
    if (violated > 0) process.exitCode = 1;
  };

const count = (counts: Map<Kind, Count>, kinds: readonly Kind[], isViolated: boolean): void => {
  for (const kind of kinds) {
    const one = counts.get(kind) ?? { happened: 0, rounds: 0, violated: 0 };
    one.happened += 1;
    counts.set(kind, one);
  }
  for (const kind of new Set(kinds)) {
    const one = counts.get(kind);
    if (!one) continue;
    one.rounds += 1;
    if (isViolated) one.violated += 1;
  }
};
