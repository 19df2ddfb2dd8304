import type { Entry } from '../../workflows/contract/entries.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import { baseRecord, type RunContext } from './record.js';

/** Tactics of MITRE D3FEND, which the activities of the class are named after. */
const tactics = {
  isolate: [1, 'Isolate'],
  evict: [2, 'Evict'],
  restore: [3, 'Restore'],
  harden: [4, 'Harden'],
} as const;

/** Every action that changes something, by what it is for. What only collects or observes remedies nothing. */
export const remedies: Readonly<Record<string, keyof typeof tactics>> = {
  isolateInstance: 'isolate',
  removePublicAddresses: 'isolate',
  shortenIdleTimeout: 'isolate',
  deregisterInstance: 'isolate',
  deregisterTargets: 'isolate',
  standbyInstance: 'isolate',
  suspendProcesses: 'isolate',
  detachProfile: 'evict',
  deactivateKeys: 'evict',
  deactivateCredentials: 'evict',
  deleteLoginProfile: 'evict',
  denyHostSessions: 'evict',
  denyTrust: 'evict',
  denyUser: 'evict',
  revokeSessions: 'evict',
  endSessions: 'evict',
  disableMetadata: 'harden',
  protectInstance: 'harden',
};

type StepEntry = Entry<'outcome'> | Entry<'verification'> | Entry<'undo'>;
type Told = { readonly isDone: boolean; readonly detail: string };

/** How a change ended, was put back, or did not hold, as a Remediation Activity (7001); null for all else. */
export const remediation = (entry: StepEntry, context: RunContext | undefined): JsonObject | null => {
  const { run, step } = entry.body;
  const [, ...rest] = step.split('/');
  const action = rest.pop() ?? '';
  const remedy = entry.kind === 'undo' ? 'restore' : remedies[action];
  const told = ending(entry);
  if (remedy === undefined || told === null) return null;
  const [activityId, tactic] = tactics[remedy];
  return {
    ...baseRecord(entry, { categoryUid: 7, classUid: 7001, activityId }, context),
    severity_id: 1,
    status_id: told.isDone ? 1 : 2,
    ...(told.detail !== '' && { status_detail: told.detail }),
    message: `${entry.kind === 'undo' ? `put back ${action}` : action} on ${rest.join('/')}`,
    command_uid: `${run}/${step}`,
    countermeasures: [{ d3f_tactic: { name: tactic } }],
    // Type 10 is the id of a resource.
    observables: [{ name: 'target', type_id: 10, value: rest.join('/') }],
  };
};

const ending = ({ kind, body }: StepEntry): Told | null => {
  if (kind === 'verification')
    return body.holds ? null : { isDone: false, detail: `does not hold: ${body.facts.join('; ')}` };
  if (kind === 'undo')
    return body.state === 'undoing' ? null : { isDone: body.state === 'undone', detail: body.error?.message ?? '' };
  if (body.state === 'applied') return { isDone: true, detail: '' };
  return body.state === 'failed' ? { isDone: false, detail: body.error?.message ?? '' } : null;
};
