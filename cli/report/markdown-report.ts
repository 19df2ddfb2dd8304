import type { Report } from '../../ledger/view/report/model.js';
import { neutral } from '../output/neutral.js';
import { moment, type Block, type Inline, type Line } from './blocks.js';
import { documentOf } from './document.js';
import { codeSpan, plainText } from './markdown-text.js';

const inline = (piece: Inline): string => {
  if (typeof piece === 'string') return plainText(piece);
  if ('code' in piece) return codeSpan(piece.code);
  return `${stressed(piece.strong)}${piece.strong.endsWith(' ') ? ' ' : ''}`;
};

// Emphasis must not begin or end with a space, nor with what becomes one or nothing.
const stressed = (text: string): string => {
  const shown = neutral(text).trim();
  return shown === '' ? '' : `**${plainText(shown)}**`;
};

const lineOf = (line: Line): string => line.map(inline).join('').trim();

const marks = { plain: '', good: '✅ ', warn: '⚠️ ', bad: '🛑 ' } as const;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const blockOf = (block: Block): string | null => {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${plainText(block.text)}`;
    case 'text':
      return block.tone === 'plain' ? lineOf(block.line) : `> ${marks[block.tone]}${lineOf(block.line)}`;
    case 'tiles':
      return [
        row(block.tiles.map(({ name }) => plainText(name))),
        row(block.tiles.map(() => '---')),
        row(block.tiles.map(({ value }) => stressed(value))),
        row(block.tiles.map(({ note }) => plainText(note))),
      ].join('\n');
    case 'picture':
      return null;
    case 'list':
      return block.items.map((item) => `- ${lineOf(item)}`).join('\n');
    case 'table':
      return [
        row(block.head.map(plainText)),
        row(block.head.map(() => '---')),
        ...block.rows.map((cells) => row(cells.map(lineOf))),
      ].join('\n');
    case 'commands':
      return ['```sh', ...block.lines, '```'].join('\n');
  }
};

/** The report as GitHub Flavored Markdown: the same as the page, but for its picture. */
export const markdownReport = (report: Report): string => {
  const { case: view, at } = report;
  const parts = documentOf(report).flatMap((block) => blockOf(block) ?? []);
  return [
    `# ${plainText(view.title)}`,
    `Incident report · ${plainText(view.id)} · ${view.severity} · ${view.state} · ${plainText(moment(at))}`,
    ...parts,
    '',
  ].join('\n\n');
};
