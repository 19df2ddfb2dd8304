import type { Entry } from '../../workflows/contract/entries.js';
import type { JsonObject } from '../../workflows/contract/json.js';
import { baseRecord, type RunContext } from './record.js';

const activities: readonly (readonly [RegExp, number])[] = [
  [/^(?:Create|Run|Copy|Allocate|Send|Upload)[A-Z]/, 1],
  [/^(?:Describe|Get|Head|List|Lookup|Simulate)[A-Z]/, 2],
  [/^(?:Delete|Terminate|Release|Remove|Abort|Deregister)[A-Z]/, 4],
  // It reads nothing and changes nothing: a session is handed out.
  [/^AssumeRole$/, 99],
];
const update = 3;

/** One AWS call, as an API Activity (6003). */
export const apiActivity = (entry: Entry<'call'>, context: RunContext | undefined): JsonObject => {
  const { service, operation, target, input, requestId, outcome, errorCode, durationMs } = entry.body;
  const activityId = activities.find(([pattern]) => pattern.test(operation))?.[1] ?? update;
  const ids = target === '*' || target === '' ? [] : target.split(',');
  return {
    ...baseRecord(entry, { categoryUid: 6, classUid: 6003, activityId }, context),
    ...(activityId === 99 && { activity_name: operation }),
    severity_id: 1,
    status_id: outcome === 'ok' ? 1 : 2,
    ...(errorCode !== null && { status_code: errorCode }),
    duration: durationMs,
    message: `${service}:${operation} ${target}`,
    actor: { app_name: 'Firebreak', app_uid: entry.actor },
    src_endpoint: { name: entry.actor, svc_name: 'firebreak' },
    api: {
      operation,
      service: { name: service },
      ...(requestId !== null && { request: { uid: requestId, data: input } }),
      ...(errorCode !== null && { response: { error: errorCode } }),
    },
    ...(ids.length > 0 && { resources: ids.map((uid) => ({ uid })) }),
  };
};
