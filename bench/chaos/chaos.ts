import { differences } from './lists.js';
import { momentText } from './moment.js';
import { playRound, type Round, type Scripts, type Undisturbed } from './round.js';
import { setScenes, type Scene } from './scenes.js';
import { diceOf, drawScript } from './script.js';
import type { Site } from './site.js';

/** A round of a seed, and the scene that it was played in. */
export type SeededRound = Round & { readonly scene: string };

/** Plays rounds: the seed alone says which scene, what happens, and when. */
export const chaosOn = async (site: Site): Promise<(seed: number) => Promise<SeededRound>> => {
  const [main, ...others] = await setScenes(site);
  const undisturbed = new Map<Scene, Undisturbed>();
  const howItGoes = async (scene: Scene): Promise<Undisturbed> => {
    const known = undisturbed.get(scene);
    if (known) return known;
    const { endings, violations } = await playRound(site, scene, { run: [], release: [] });
    const wrong = [
      ...violations,
      ...differences(['completed', 'released'], [endings.run.state, endings.release.state]),
    ];
    if (wrong.length > 0) throw new Error(`undisturbed, ${scene.name} went wrong: ${wrong.join('; ')}`);
    undisturbed.set(scene, endings);
    return endings;
  };
  return async (seed) => {
    const dice = diceOf(seed);
    // The first one, of three targets and most steps, twice as often as the others together.
    const scene = dice.one([...[...others, ...others].map(() => main), ...others]);
    const expected = await howItGoes(scene);
    const scripts: Scripts = {
      run: drawScript(dice, 'run', scene.changes.run),
      release: drawScript(dice, 'release', scene.changes.release),
    };
    return { ...(await playRound(site, scene, scripts, expected)), scene: scene.name };
  };
};

/** What happened in a round, in a line. */
export const roundText = ({ scene, happened }: SeededRound): string =>
  `${scene}: ${happened.map(({ kind, moment }) => `${kind} (${momentText(moment)})`).join(', ') || 'nothing'}`;
