import { afterAll, beforeAll } from '@jest/globals';
import { CaptureSite } from '../fixtures/capture-site.js';
import { tryAll } from './columns.js';
import { memoryRows } from './memory-rows.js';
import { memoryStage } from './memory.js';

let site: CaptureSite;
beforeAll(async () => {
  site = await CaptureSite.open();
}, 120_000);
afterAll(() => site.office.close());

tryAll(
  memoryStage(() => site),
  memoryRows,
);
