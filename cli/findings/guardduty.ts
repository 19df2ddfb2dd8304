import { z } from 'zod';
import type { Finding, FindingSeverity } from '../../workflows/contract/case.js';
import { kept, principalOf, said, when } from './kept.js';

const text = said.optional();

// Amazon GuardDuty API Reference, "Finding", by the names that the service itself uses; the AWS CLI writes them with a
// capital first letter.
const shape = z.object({
  id: said,
  type: said,
  title: text,
  severity: z.number(),
  accountId: text,
  region: text,
  createdAt: text,
  resource: z.object({
    instanceDetails: z.object({ instanceId: text }).optional(),
    accessKeyDetails: z.object({ accessKeyId: text, userName: text, userType: text }).optional(),
    s3BucketDetails: z.array(z.object({ arn: text })).optional(),
  }),
  service: z.object({ eventFirstSeen: text }).optional(),
});

// "Severity levels for GuardDuty findings": 1 to 3.9 low, 4 to 6.9 medium, 7 to 8.9 high, 9 to 10 critical.
const severityOf = (value: number): FindingSeverity =>
  value >= 9 ? 'critical' : value >= 7 ? 'high' : value >= 4 ? 'medium' : 'low';

const deepest = 12;

const uncapitalised = (value: unknown, depth = 0): unknown => {
  if (Array.isArray(value)) return value.map((one) => uncapitalised(one, depth + 1));
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`,
      uncapitalised(one, depth + 1),
    ]),
  );
};

/** A finding of GuardDuty, as its API, the AWS CLI or EventBridge hand it out; null when it is none. */
export const fromGuardDuty = (value: unknown): Finding | null => {
  const { data } = shape.safeParse(uncapitalised(value));
  if (!data) return null;
  const { instanceDetails: instance, accessKeyDetails: key, s3BucketDetails: buckets } = data.resource;
  return kept({
    provider: 'GuardDuty',
    id: data.id,
    type: data.type,
    title: data.title ?? '',
    severity: severityOf(data.severity),
    account: data.accountId ?? null,
    region: data.region ?? null,
    firstSeen: when(data.service?.eventFirstSeen),
    createdAt: when(data.createdAt),
    resources: [
      instance?.instanceId,
      key?.accessKeyId,
      principalOf(key?.userType, key?.userName),
      ...(buckets ?? []).map(({ arn }) => arn),
    ],
  });
};
