/** Something the person at the keyboard can put right: what failed, why, and the exact fix. */
export class Problem extends Error {
  /**
   * @param {string} what
   * @param {string} why
   * @param {string} fix
   */
  constructor(what, why, fix) {
    super(what);
    this.why = why;
    this.fix = fix;
  }
}

/** Several problems found together, so that nobody has to fix them one run at a time. */
export class Problems extends Error {
  /** @param {Problem[]} all */
  constructor(all) {
    super(`${all.length} prerequisites are missing`);
    this.all = all;
  }
}

/**
 * Writes an error to stderr as people read it; a stack trace only for what nobody foresaw.
 * @param {unknown} error
 */
export function report(error) {
  const all = error instanceof Problems ? error.all : [error];
  for (const each of all) {
    if (each instanceof Problem) console.error(`\n${each.message}\n${each.why}\nfix: ${each.fix}`);
    else console.error(each);
  }
}
