import type { Report } from '../../ledger/view/report/model.js';
import { moment, type Block, type Inline, type Line } from './blocks.js';
import { documentOf } from './document.js';
import { html, type Markup } from './markup.js';
import { picture } from './picture/picture.js';
import { style } from './style.js';

const inline = (piece: Inline): Markup => {
  if (typeof piece === 'string') return html`${piece}`;
  return 'code' in piece ? html`<code>${piece.code}</code>` : html`<strong>${piece.strong}</strong>`;
};

const lineOf = (line: Line): readonly Markup[] => line.map(inline);

const blockOf = (block: Block, report: Report): Markup => {
  switch (block.kind) {
    case 'heading':
      return block.level === 2 ? html`<h2>${block.text}</h2>` : html`<h3>${block.text}</h3>`;
    case 'text':
      return html`<p class="${block.tone}">${lineOf(block.line)}</p>`;
    case 'tiles':
      return html`<div class="tiles">
        ${block.tiles.map(
          ({ name, value, note }) => html`<div class="tile"><span>${name}</span><b>${value}</b><i>${note}</i></div>`,
        )}
      </div>`;
    case 'picture':
      return picture(report);
    case 'list':
      if (block.items.length === 0) return html``;
      return html`<ul>
        ${block.items.map((item) => html`<li>${lineOf(item)}</li>`)}
      </ul>`;
    case 'table':
      return html`<div class="wide">
        <table>
          <thead>
            <tr>
              ${block.head.map((name) => html`<th>${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${block.rows.map(
              (row) =>
                html`<tr>
                  ${row.map((cell) => html`<td>${lineOf(cell)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
    case 'commands':
      return html`<pre>${block.lines.map((line) => html`<code>${line}</code>`)}</pre>`;
  }
};

/**
 * The report as one page: it opens offline, loads nothing and runs nothing, which its own policy says to the browser as
 * well. Whatever stands in the texts, its elements are the same.
 */
export const htmlReport = (report: Report): string => {
  const { case: view, at } = report;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${view.id}: ${view.title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <p class="kicker">
          <span class="badge">${view.severity}</span><span class="badge">${view.state}</span>Incident report ·
          ${view.id} · ${moment(at)}
        </p>
        <h1>${view.title}</h1>
        ${documentOf(report).map((block) => blockOf(block, report))}
        <footer>Made by Firebreak from ledger ${view.id}, ${report.verified.entries} entries, on ${moment(at)}.</footer>
      </body>
    </html> `.toString();
};
