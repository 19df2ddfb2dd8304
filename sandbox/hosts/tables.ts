/** Lines of text, each ended. */
export const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

/** Columns under headings, as wide as their widest cell. */
export const table = (headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const all = [headings, ...rows].map((row) => row.map(String));
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return lines(
    all.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' ')
        .trimEnd(),
    ),
  );
};
