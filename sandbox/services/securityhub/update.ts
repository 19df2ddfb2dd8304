import type {
  AwsSecurityFinding,
  BatchUpdateFindingsRequest,
  BatchUpdateFindingsResponse,
} from '@aws-sdk/client-securityhub';
import { settingsOf } from '../../world/settings.js';
import type { World } from '../../world/world.js';
import { uuid } from '../ids.js';
import { operation, type Operations, type Place } from '../operation.js';
import { invalidInput } from './failures.js';
import { hubOf, onHub } from './hub.js';
import { findingKey, findingsIn } from './records.js';
import { wholeSeverity } from './severity.js';

const MOST = 100;

/** A change on its way: of BatchUpdateFindings AWS says "This process can take several minutes." */
export type Update = {
  readonly account: string;
  readonly region: string;
  readonly key: string;
  readonly change: Change;
};
type Change = Partial<AwsSecurityFinding>;

export const UPDATE = 'securityhub.update';

/** BatchUpdateFindings: what customers say of findings. It leaves `UpdatedAt` alone, and creates nothing. */
export const updateOperations: Operations = {
  BatchUpdateFindings: operation<BatchUpdateFindingsRequest, BatchUpdateFindingsResponse>((call, input) => {
    hubOf(call);
    const { FindingIdentifiers: ids = [] } = input;
    if (ids.length === 0 || ids.length > MOST) throw invalidInput(`FindingIdentifiers must have 1 to ${MOST} items.`);
    const change = changeIn(call, input);
    if (Object.keys(change).length === 0) throw invalidInput('no field to update.');
    const known = ids.filter((id) => findingsIn(call).get(findingKey(id)) !== undefined);
    for (const id of known) plan(call, findingKey(id), change);
    return {
      ProcessedFindings: known,
      UnprocessedFindings: ids
        .filter((id) => !known.includes(id))
        .map((id) => ({ FindingIdentifier: id, ErrorCode: 'FindingNotFound', ErrorMessage: 'Finding Not Found' })),
    };
  }, onHub('BatchUpdateFindings')),
};

/** Lets a change take effect, if its finding still exists. */
export const applyUpdate = (world: World, { account, region, key, change }: Update): void => {
  const findings = findingsIn({ world, account, region });
  const record = findings.get(key);
  if (record === undefined) return;
  const byCustomer = [...new Set([...record.byCustomer, ...Object.keys(change)])];
  findings.put(key, { ...record, finding: { ...record.finding, ...change }, byCustomer });
};

const plan = (place: Place, key: string, change: Change): void => {
  const { world, account, region } = place;
  const delay = settingsOf(world).findingDelayMs;
  const update = { account, region, key, change };
  if (delay === 0) return applyUpdate(world, update);
  world.agenda.plan(`${UPDATE} ${uuid()}`, world.clock.now() + delay, UPDATE, update);
};

const changeIn = (place: Place, input: BatchUpdateFindingsRequest): Change => {
  const { FindingIdentifiers: _which, Note: note, Severity: severity, ...rest } = input;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(note && { Note: { ...note, UpdatedAt: new Date(place.world.clock.now()).toISOString() } }),
    ...(severity && { Severity: wholeSeverity(severity) }),
  };
};
