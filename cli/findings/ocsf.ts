import { z } from 'zod';
import type { Finding } from '../../workflows/contract/case.js';
import { kept, said, severityNamed, when } from './kept.js';

const text = said.optional();
const moment = z.union([said, z.number()]).optional();

// OCSF 1.6, classes of the category Findings, by the attributes that Security Hub filters by (`OcsfStringField` and
// `OcsfDateField` of its API). `…_time` is in milliseconds, `…_time_dt` is text.
const shape = z.object({
  class_uid: z.number(),
  severity: text,
  cloud: z.object({ account: z.object({ uid: text }).optional(), region: text }).optional(),
  metadata: z.object({ product: z.object({ name: text }).optional() }).optional(),
  finding_info: z.object({
    uid: said,
    title: text,
    types: z.array(said).max(50).optional(),
    first_seen_time: moment,
    first_seen_time_dt: moment,
    created_time: moment,
    created_time_dt: moment,
  }),
  resources: z
    .array(z.object({ uid: text, name: text }))
    .max(100)
    .optional(),
});

/** A finding in OCSF, as the new Security Hub hands it out; null when it is none. */
export const fromOcsf = (value: unknown): Finding | null => {
  const { data } = shape.safeParse(value);
  if (!data) return null;
  const { finding_info: info, cloud } = data;
  return kept({
    provider: data.metadata?.product?.name ?? '',
    id: info.uid,
    type: info.types?.[0] ?? '',
    title: info.title ?? '',
    // `Fatal` is beyond critical, `Unknown` and `Other` say nothing.
    severity: severityNamed(data.severity ?? '') ?? (data.severity === 'Fatal' ? 'critical' : 'informational'),
    account: cloud?.account?.uid ?? null,
    region: cloud?.region ?? null,
    firstSeen: when(info.first_seen_time_dt ?? info.first_seen_time),
    createdAt: when(info.created_time_dt ?? info.created_time),
    resources: (data.resources ?? []).map(({ uid, name }) => uid ?? name),
  });
};
