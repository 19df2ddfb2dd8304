import { afterAll, beforeAll } from '@jest/globals';
import { Incident } from '../fixtures/incident.js';
import { tryAll } from './columns.js';
import { hostRows } from './host-rows.js';
import { hostStage } from './hosts.js';

let incident: Incident;
beforeAll(async () => {
  incident = await Incident.open();
}, 120_000);
afterAll(() => incident.close());

tryAll(
  hostStage(() => incident),
  hostRows,
);
