/** @typedef {{ say: (detail: string) => void }} Step */

const STILL_MS = 15_000;

/**
 * Tells what each long step does and for how long: one redrawn line on a terminal, whole lines elsewhere.
 * @param {{ isTTY?: boolean, columns?: number, write: (text: string) => unknown }} out
 * @param {NodeJS.ProcessEnv} env
 */
export function createProgress(out, env) {
  const live = Boolean(out.isTTY) && env.TERM !== 'dumb' && !env.CI;
  const view = live ? liveView(out) : plainView(out);
  return {
    /**
     * Runs one step and shows it until it ends; what it throws is passed on.
     * @template T
     * @param {string} title
     * @param {(step: Step) => Promise<T>} work
     * @returns {Promise<T>}
     */
    async step(title, work) {
      const entry = { title, detail: '', since: Date.now() };
      const stop = view.begin(entry);
      let outcome = 'failed';
      try {
        const result = await work({
          say(detail) {
            if (detail === entry.detail) return;
            entry.detail = detail;
            view.changed(entry);
          },
        });
        outcome = 'done';
        return result;
      } finally {
        stop(`${title}: ${outcome} in ${seconds(entry, 1)} s`);
      }
    },
  };
}

/** @typedef {{ title: string, detail: string, since: number }} Entry */

/** @param {{ write: (text: string) => unknown }} out */
function plainView(out) {
  const line = (/** @type {string} */ text) => out.write(`firebreak: ${text}\n`);
  return {
    begin(/** @type {Entry} */ entry) {
      line(`${entry.title} …`);
      const still = setInterval(() => line(`still ${describe(entry)}`), STILL_MS);
      return (/** @type {string} */ last) => {
        clearInterval(still);
        line(last);
      };
    },
    changed: (/** @type {Entry} */ entry) => line(`${entry.title}: ${entry.detail}`),
  };
}

/** @param {{ columns?: number, write: (text: string) => unknown }} out */
function liveView(out) {
  /** @type {Set<Entry>} */
  const entries = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const draw = () => {
    const text = [...entries].map(describe).join(' · ');
    out.write(`\r\x1b[2K${text.slice(0, (out.columns || 80) - 1)}`);
  };
  return {
    begin(/** @type {Entry} */ entry) {
      entries.add(entry);
      timer ??= setInterval(draw, 250);
      draw();
      return (/** @type {string} */ last) => {
        entries.delete(entry);
        out.write(`\r\x1b[2K${last}\n`);
        if (entries.size > 0) return draw();
        clearInterval(timer);
        timer = undefined;
      };
    },
    changed: draw,
  };
}

/** @param {Entry} entry */
function describe(entry) {
  return `${entry.title}${entry.detail && `, ${entry.detail}`} (${seconds(entry, 0)} s)`;
}

/**
 * @param {Entry} entry
 * @param {number} digits
 */
function seconds(entry, digits) {
  return ((Date.now() - entry.since) / 1000).toFixed(digits);
}
