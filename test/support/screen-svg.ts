import type xterm from '@xterm/headless';

type Terminal = InstanceType<typeof xterm.Terminal>;
type Cell = NonNullable<ReturnType<NonNullable<ReturnType<Terminal['buffer']['active']['getLine']>>['getCell']>>;

const size = { width: 8.4, height: 18, margin: 14, font: 14 } as const;
const ground = '#15191f';
const ink = '#d5dae1';
// The basic sixteen, in a palette that reads on the ground above.
const palette = [
  ['#15191f', '#f07178', '#9ece6a', '#e6c17b', '#7aa2f7', '#c792ea', '#7fd5d9', '#d5dae1'],
  ['#6b7480', '#ff8b92', '#b7e08a', '#f5d896', '#9ab8ff', '#ddb0ff', '#a0eef0', '#ffffff'],
].flat();

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const colourOf = (cell: Cell): string => (cell.isFgPalette() ? (palette[cell.getFgColor()] ?? ink) : ink);

const styleOf = (cell: Cell): string => {
  const fill = cell.isInverse() ? ground : colourOf(cell);
  return [`fill="${fill}"`, cell.isBold() ? 'font-weight="bold"' : '', cell.isDim() ? 'opacity="0.6"' : '']
    .filter(Boolean)
    .join(' ');
};

/** The screen of a terminal as an SVG picture, each run of equal cells a text placed by its column. */
export const screenSvg = (terminal: Terminal): string => {
  const { active } = terminal.buffer;
  const parts: string[] = [];
  for (let row = 0; row < terminal.rows; row += 1) {
    const line = active.getLine(active.viewportY + row);
    let from = 0;
    let style = '';
    let text = '';
    const flush = (): void => {
      if (text.trim() !== '' || style.includes(ground)) {
        const x = (size.margin + from * size.width).toFixed(1);
        const y = size.margin + row * size.height;
        const length = (text.length * size.width).toFixed(1);
        if (style.startsWith(`fill="${ground}"`))
          parts.push(`<rect x="${x}" y="${y}" width="${length}" height="${size.height}" fill="${ink}"/>`);
        parts.push(
          `<text x="${x}" y="${y + 13}" textLength="${length}" xml:space="preserve" ${style}>${escaped(text)}</text>`,
        );
      }
      text = '';
    };
    for (let column = 0; column < terminal.cols; column += 1) {
      const cell = line?.getCell(column);
      if (!cell || cell.getWidth() === 0) continue;
      const next = styleOf(cell);
      if (next !== style) {
        flush();
        from = column;
        style = next;
      }
      text += cell.getChars() || ' ';
    }
    flush();
  }
  const width = Math.ceil(2 * size.margin + terminal.cols * size.width);
  const height = 2 * size.margin + terminal.rows * size.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${size.font}">`,
    `<rect width="100%" height="100%" rx="8" fill="${ground}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
};
