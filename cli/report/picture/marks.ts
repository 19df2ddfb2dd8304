import { html, type Markup } from '../markup.js';
import type { MarkKind, Span } from './lanes.js';

/** What each mark means, as the legend says it; the order is that of the legend. */
export const markNames: Readonly<Record<MarkKind, string>> = {
  finding: 'finding',
  opened: 'case opened',
  closed: 'case closed',
  approved: 'approved',
  denied: 'denied',
  change: 'change read back',
  evidence: 'evidence',
  undone: 'put back',
  failed: 'failed',
};

/** What each bar means. */
export const spanNames: Readonly<Record<Span['kind'], string>> = {
  run: 'run',
  waiting: 'waits for people',
  release: 'release',
};

/** A mark at a place. No two have one shape: it reads without colour, and in print. */
export const markAt = (kind: MarkKind, x: number, y: number): Markup => {
  switch (kind) {
    case 'finding':
      return html`<path class="m-finding" d="M${x} ${y - 7}l7 12h-14z" />`;
    case 'opened':
      return html`<path class="m-case" d="M${x} ${y + 7}v-14l9 4l-9 4" />`;
    case 'closed':
      return html`<path class="m-case" d="M${x - 6} ${y - 6}h12v12h-12z" />`;
    case 'approved':
      return html`<circle class="m-good" cx="${x}" cy="${y}" r="7" /><path
          class="m-sign"
          d="M${x - 3} ${y}l2.5 3l4 -5.5"
        />`;
    case 'denied':
      return html`<circle class="m-bad" cx="${x}" cy="${y}" r="7" /><path
          class="m-sign"
          d="M${x - 3} ${y - 3}l6 6m0 -6l-6 6"
        />`;
    case 'change':
      return html`<path class="m-change" d="M${x} ${y - 8}v16" />`;
    case 'evidence':
      return html`<path class="m-evidence" d="M${x} ${y - 6}l6 6l-6 6l-6 -6z" />`;
    case 'undone':
      return html`<path class="m-undone" d="M${x} ${y + 7}l-6 -11h12z" />`;
    case 'failed':
      return html`<path class="m-failed" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10" />`;
  }
};

/** A bar between two places. */
export const spanAt = (kind: Span['kind'], from: number, to: number, y: number): Markup =>
  html`<rect class="s-${kind}" x="${from}" y="${y - 5}" width="${Math.max(2, to - from)}" height="10" rx="2" />`;
