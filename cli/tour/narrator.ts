import { processOutput } from '../output/output.js';

/** Says what is done, in plain lines. */
export type Narrator = {
  /** One line, with the time since the start. */
  readonly say: (text: string) => void;
  /** Lines below it. */
  readonly show: (lines: readonly string[]) => void;
};

/** A narrator on stdout whose clock starts now. */
export const narrator = (): Narrator => {
  const started = Date.now();
  const out = processOutput({ json: false, color: false, quiet: false });
  return {
    say: (text) => out.item(null, () => `[${((Date.now() - started) / 1_000).toFixed(1).padStart(5)} s] ${text}`),
    show: (lines) => out.item(null, () => lines.map((line) => `            ${line}`).join('\n')),
  };
};
