import { css, type Markup } from './markup.js';

/** How the page looks: by the reader's light or dark, and always light on paper. */
export const style: Markup = css`
  :root {
    color-scheme: light dark;
    --ink: #1c2430;
    --dim: #5c6675;
    --paper: #ffffff;
    --panel: #f4f6f8;
    --line: #d5dbe3;
    --good: #14713c;
    --warn: #8a5300;
    --bad: #b3161b;
    --blue: #1f5fae;
    --violet: #6b3fa0;
    --goodpaper: #e6f4ea;
    --warnpaper: #fdf3dd;
    --badpaper: #fde7e7;
  }
  @media screen and (prefers-color-scheme: dark) {
    :root {
      --ink: #e4e9ef;
      --dim: #9aa6b5;
      --paper: #12171e;
      --panel: #1b222c;
      --line: #333d4a;
      --good: #5fce8d;
      --warn: #f0b75b;
      --bad: #ff8a85;
      --blue: #78b0f5;
      --violet: #bd9bea;
      --goodpaper: #14301f;
      --warnpaper: #352a12;
      --badpaper: #421b1d;
    }
  }
  body {
    margin: 0 auto;
    max-width: 1080px;
    padding: 24px;
    background: var(--paper);
    color: var(--ink);
    font:
      15px/1.5 system-ui,
      sans-serif;
  }
  h1 {
    font-size: 26px;
    line-height: 1.25;
    margin: 4px 0 12px;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: 19px;
    margin: 36px 0 8px;
    padding-top: 10px;
    border-top: 2px solid var(--line);
  }
  h3 {
    font-size: 15px;
    margin: 22px 0 6px;
    overflow-wrap: anywhere;
  }
  p {
    margin: 8px 0;
    overflow-wrap: anywhere;
  }
  .kicker {
    color: var(--dim);
    margin: 0;
  }
  .badge {
    display: inline-block;
    padding: 0 8px;
    margin-right: 6px;
    border: 1px solid var(--line);
    border-radius: 10px;
    color: var(--ink);
    font-weight: 600;
  }
  .good,
  .warn,
  .bad {
    border-left: 5px solid;
    padding: 8px 12px;
    border-radius: 4px;
  }
  .good {
    border-color: var(--good);
    background: var(--goodpaper);
  }
  .warn {
    border-color: var(--warn);
    background: var(--warnpaper);
  }
  .bad {
    border-color: var(--bad);
    background: var(--badpaper);
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 10px;
    margin: 14px 0;
  }
  .tile {
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 6px;
    padding: 10px 12px;
  }
  .tile b {
    display: block;
    font-size: 24px;
    line-height: 1.3;
  }
  .tile i {
    font-style: normal;
    color: var(--dim);
    font-size: 12.5px;
    display: block;
    line-height: 1.35;
  }
  .tile span {
    font-size: 13px;
    font-weight: 600;
    color: var(--dim);
  }
  .wide {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    margin: 8px 0;
    font-size: 13.5px;
    line-height: 1.4;
  }
  th {
    text-align: left;
    color: var(--dim);
    font-weight: 600;
    border-bottom: 1px solid var(--line);
    padding: 5px 8px 5px 0;
  }
  td {
    vertical-align: top;
    border-bottom: 1px solid var(--line);
    padding: 5px 10px 5px 0;
    overflow-wrap: anywhere;
  }
  td:first-child {
    min-width: 96px;
  }
  code {
    font:
      12.5px ui-monospace,
      monospace;
    color: var(--dim);
    overflow-wrap: anywhere;
  }
  pre {
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 6px;
    padding: 10px 12px;
    overflow-x: auto;
  }
  pre code {
    display: block;
    color: var(--ink);
    white-space: pre-wrap;
  }
  .picture {
    width: 100%;
    height: auto;
    margin: 14px 0;
    font-family: system-ui, sans-serif;
  }
  .picture text {
    fill: var(--ink);
    font-size: 14px;
  }
  .picture .name {
    font-weight: 600;
    font-size: 15px;
  }
  .picture .id,
  .picture .time,
  .picture .gap {
    fill: var(--dim);
  }
  .picture .count,
  .picture .legend {
    fill: var(--dim);
  }
  .rule,
  .tick {
    stroke: var(--line);
    fill: none;
  }
  .tick {
    stroke-dasharray: 2 3;
  }
  .cut {
    fill: var(--panel);
  }
  .s-run {
    fill: var(--blue);
    opacity: 0.55;
  }
  .s-waiting {
    fill: none;
    stroke: var(--warn);
    stroke-width: 2;
    stroke-dasharray: 4 2;
  }
  .s-release {
    fill: var(--violet);
    opacity: 0.55;
  }
  .m-finding {
    fill: var(--warn);
  }
  .m-case {
    fill: none;
    stroke: var(--ink);
    stroke-width: 2;
  }
  .m-good {
    fill: var(--good);
  }
  .m-bad {
    fill: var(--bad);
  }
  .m-sign {
    fill: none;
    stroke: var(--paper);
    stroke-width: 2;
  }
  .m-change {
    stroke: var(--blue);
    stroke-width: 4;
  }
  .m-evidence {
    fill: var(--good);
  }
  .m-undone {
    fill: var(--violet);
  }
  .m-failed {
    stroke: var(--bad);
    stroke-width: 3;
    fill: none;
  }
  footer {
    margin-top: 36px;
    color: var(--dim);
    font-size: 13px;
  }
  @media (max-width: 700px) {
    .tiles {
      grid-template-columns: repeat(2, 1fr);
    }
  }
  @media print {
    body {
      max-width: none;
      padding: 0;
      font-size: 11pt;
    }
    h2,
    h3 {
      break-after: avoid;
    }
    tr,
    .tile,
    .picture,
    pre {
      break-inside: avoid;
    }
    table {
      font-size: 9pt;
    }
    thead {
      display: table-header-group;
    }
    .wide {
      overflow: visible;
    }
    * {
      print-color-adjust: exact;
    }
  }
`;
