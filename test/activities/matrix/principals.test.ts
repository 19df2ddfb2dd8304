import { afterAll, beforeAll } from '@jest/globals';
import { Bureau } from '../iam/bureau.js';
import { tryAll } from './columns.js';
import { principalRows } from './principal-rows.js';
import { principalStage } from './principals.js';

let bureau: Bureau;
beforeAll(async () => {
  bureau = await Bureau.open();
}, 120_000);
afterAll(() => bureau.close());

tryAll(
  principalStage(() => bureau),
  principalRows,
);
