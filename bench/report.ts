/** Median and extremes of some figures. */
export const summary = (
  figures: readonly number[],
): { readonly min: number; readonly median: number; readonly max: number } => {
  const sorted = [...figures].sort((a, b) => a - b);
  return { min: sorted[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 };
};

/** The figure that a share of them does not exceed: 0.99 is the 99th percentile, by nearest rank. */
export const quantile = (figures: readonly number[], share: number): number =>
  [...figures].sort((a, b) => a - b)[Math.ceil(share * figures.length) - 1] ?? 0;

/** Prints one figure with its spread. */
export const print = (what: string, figures: readonly number[], unit: string): void => {
  const { min, median, max } = summary(figures);
  process.stdout.write(
    `  ${what.padEnd(52)} ${median.toFixed(1).padStart(9)} ${unit}  (${min.toFixed(1)} … ${max.toFixed(1)}, n = ${figures.length})\n`,
  );
};

/** Prints one figure that was seen once. */
export const printFigure = (what: string, value: number, unit: string): void => {
  process.stdout.write(`  ${what.padEnd(52)} ${value.toFixed(1).padStart(9)} ${unit}\n`);
};

/** Prints a ratio or a difference, and the bar it is held against. */
export const printRatio = (what: string, value: number, unit: string, bar: string): void => {
  process.stdout.write(`  ${what.padEnd(52)} ${value.toFixed(2).padStart(9)} ${unit}  (bar: ${bar})\n`);
};
