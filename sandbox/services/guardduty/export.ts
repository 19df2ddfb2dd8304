import type { World } from '../../world/world.js';
import { receiveFinding } from '../securityhub/import.js';
import { asSecurityFinding } from './asff.js';
import type { Export } from './export-plan.js';
import { shownFinding } from './findings.js';
import { findingsIn } from './records.js';

/** Hands a finding to Security Hub, if both are switched on and it still exists. */
export const exportFinding = (world: World, { account, region, id }: Export): void => {
  const place = { world, account, region };
  const record = findingsIn(place).get(id);
  if (record !== undefined) receiveFinding(place, asSecurityFinding(place, shownFinding(place, record)));
};
