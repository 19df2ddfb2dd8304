import type { Report } from '../../ledger/view/report/model.js';
import type { Block } from './blocks.js';
import { caseBlocks } from './case-blocks.js';
import { evidenceBlocks } from './evidence-blocks.js';
import { proofBlocks } from './proof-blocks.js';
import { runBlocks } from './run-blocks.js';
import { standingBlocks } from './standing-blocks.js';
import { summaryBlocks } from './summary-blocks.js';
import { timelineBlocks } from './timeline-blocks.js';

/** The whole report, in the order it is read: the first screen for whoever decides, the rest for whoever checks. */
export const documentOf = (report: Report): readonly Block[] => [
  ...summaryBlocks(report),
  ...standingBlocks(report),
  ...caseBlocks(report),
  ...runBlocks(report),
  ...evidenceBlocks(report),
  ...timelineBlocks(report),
  ...proofBlocks(report),
];
