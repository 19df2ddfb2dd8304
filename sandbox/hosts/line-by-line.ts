import { numberIn, type Player, type Scene } from './play.js';

/** What a command printed and how it ended. `afterMs` is how long it took, `ends` that it ended the script. */
export type Said = {
  readonly out?: string;
  readonly err?: string;
  readonly exit?: number;
  readonly afterMs?: number;
  readonly ends?: boolean;
};

/** A command that a host knows: by what it looks like, and what it does there. */
export type Known = readonly [pattern: RegExp, run: (scene: Scene, match: readonly string[]) => Said];

const QUICK = 20;

/**
 * Plays a script one line at a time, with the commands of `known`, as a shell without `set -e`: the script ends as its
 * last line did. It is no shell: pipes, variables and conditions are commands that the host does not know.
 */
export const lineByLine =
  (known: readonly Known[], unknown: (line: string, number: number) => Said): Player =>
  (scene, state) => {
    const lines = scene.script.text.split(/\r?\n/);
    const at = numberIn(state, 'line');
    const line = (lines[at] ?? '').trim();
    const said = line === '' || line.startsWith('#') ? undefined : answer(scene, line, known, unknown(line, at + 1));
    const exit = said?.exit ?? (said === undefined ? numberIn(state, 'exit') : 0);
    const printed = { ...(said?.out && { out: said.out }), ...(said?.err && { err: said.err }) };
    if (said?.ends === true) return { ...printed, exit };
    if (at >= lines.length) return { exit };
    return { ...printed, afterMs: said === undefined ? 0 : (said.afterMs ?? QUICK), state: { line: at + 1, exit } };
  };

const answer = (scene: Scene, line: string, known: readonly Known[], otherwise: Said): Said => {
  for (const [pattern, run] of known) {
    const match = pattern.exec(line);
    if (match !== null)
      return run(
        scene,
        [...match].map((part) => part ?? ''),
      );
  }
  return otherwise;
};
