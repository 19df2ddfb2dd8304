import type { Finding } from '../../workflows/contract/case.js';
import type { Entry } from '../../workflows/contract/entries.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import type { Severity } from '../../workflows/contract/words.js';
import { baseRecord, type RunContext } from './record.js';

/** What is known of a case so far: it grows with its entries. */
export type Incident = {
  readonly title: string;
  readonly severity: Severity;
  readonly openedAt: string;
  /** Who opened it. */
  readonly operator: string;
  readonly person: string;
  readonly findings: readonly Finding[];
  readonly isClosed: boolean;
};

const create = 1;
const update = 2;
const close = 3;
/** New, in progress, closed. */
const statuses = { [create]: 1, [update]: 2, [close]: 5 } as const;

const levels: Readonly<Record<Severity, { readonly severity: number; readonly priority: number }>> = {
  P1: { severity: 5, priority: 4 },
  P2: { severity: 4, priority: 3 },
  P3: { severity: 3, priority: 2 },
  P4: { severity: 2, priority: 1 },
};

/** The case after an entry, and what happened to it; null for an entry that says nothing of it as a whole. */
export const follow = (
  before: Incident | null,
  entry: Entry,
): { readonly incident: Incident; readonly activity: 1 | 2 | 3; readonly message: string } | null => {
  const { kind, body } = entry;
  if (kind === 'run' && body.event === 'requested') {
    const message = `${body.requestedBy} asks for ${body.playbook}: ${body.title}`;
    return before
      ? { incident: before, activity: update, message }
      : { incident: begun(entry, body), activity: create, message };
  }
  if (kind === 'case' && body.event === 'opened') {
    const incident = { ...begun(entry, body), findings: body.findings };
    return {
      incident,
      activity: before ? update : create,
      message: `${body.requestedBy} opens the case: ${body.title}`,
    };
  }
  if (!before) return null;
  const updated = (message: string, more: Partial<Incident> = {}) =>
    ({ incident: { ...before, ...more }, activity: update, message }) as const;
  if (kind === 'run' && body.event === 'state')
    return updated(`${body.release ?? body.run} is ${body.state}${body.reason ? `: ${body.reason}` : ''}`);
  if (kind === 'approval') return updated(`${body.operator}: ${body.decision}: ${body.reason}`);
  if (kind === 'refusal') return updated(`refused ${body.operator}: ${body.code}: ${body.reason}`);
  if (kind !== 'case') return null;
  switch (body.event) {
    case 'closed':
      return {
        incident: { ...before, isClosed: true },
        activity: close,
        message: `${body.requestedBy} closes the case: ${body.reason}`,
      };
    case 'reopened':
      return updated(`${body.requestedBy} reopens the case: ${body.reason}`, { isClosed: false });
    case 'severity-changed':
      return updated(`${body.requestedBy}: now ${body.severity}: ${body.reason}`, { severity: body.severity });
    case 'noted':
      return updated(`${body.requestedBy}: ${body.text}`);
    case 'finding':
      return updated(`${body.requestedBy} adds ${body.finding.id}: ${body.finding.title}`, {
        findings: [...before.findings, body.finding],
      });
    case 'opened':
      return null;
  }
};

const begun = (
  { at }: Entry,
  {
    title,
    severity,
    requestedBy,
    person,
  }: { readonly title: string; readonly severity: Severity; readonly requestedBy: string; readonly person: string },
): Incident => ({ title, severity, openedAt: at, operator: requestedBy, person, findings: [], isClosed: false });

/** What happened to a case, as an Incident Finding (2005). */
export const incidentFinding = (
  entry: Entry,
  { incident, activity, message }: NonNullable<ReturnType<typeof follow>>,
  context: RunContext | undefined,
): JsonObject => {
  const { title, severity, openedAt, operator, person, findings } = incident;
  return {
    ...baseRecord(entry, { categoryUid: 2, classUid: 2005, activityId: activity }, context, ['cloud', 'incident']),
    severity_id: levels[severity].severity,
    priority_id: levels[severity].priority,
    status_id: incident.isClosed ? statuses[close] : statuses[activity],
    desc: title,
    message,
    start_time: Date.parse(openedAt),
    assignee: { name: operator, uid: person },
    finding_info_list:
      findings.length > 0
        ? findings.map(findingInfo)
        : [{ uid: entry.case, title, created_time: Date.parse(openedAt) }],
  };
};

const findingInfo = ({ id, title, type, provider, createdAt, firstSeen }: Finding): JsonObject => ({
  uid: id,
  title,
  types: [type],
  product: { name: provider },
  ...(createdAt !== null && { created_time: Date.parse(createdAt) }),
  ...(firstSeen !== null && { first_seen_time: Date.parse(firstSeen) }),
});
