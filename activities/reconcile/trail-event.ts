import { z } from 'zod';

// An event has 256 KB at most. What is longer than it should be is cut, and counts all the same.
const text = (most: number) => z.string().transform((long) => long.slice(0, most));

// "CloudTrail record contents" and "CloudTrail userIdentity element" (AWS CloudTrail User Guide).
const shape = z.object({
  eventID: text(200),
  eventTime: z.iso.datetime(),
  eventSource: text(300),
  eventName: text(300),
  awsRegion: text(100),
  requestID: text(300).nullish(),
  readOnly: z.boolean().nullish(),
  errorCode: text(300).nullish(),
  sourceIPAddress: text(300).nullish(),
  userAgent: text(4_096).nullish(),
  userIdentity: z.object({
    type: text(100).nullish(),
    arn: text(2_048).nullish(),
    accountId: text(20).nullish(),
    accessKeyId: text(200).nullish(),
    invokedBy: text(300).nullish(),
    sessionContext: z
      .object({
        sessionIssuer: z
          .object({ type: text(100), arn: text(2_048), accountId: text(20), userName: text(200) })
          .partial()
          .nullish(),
      })
      .nullish(),
  }),
  // Events that AWS makes by itself have neither.
  requestParameters: z.unknown().optional(),
  responseElements: z.unknown().optional(),
});

/** An event as CloudTrail writes it, as far as it is compared. */
export type TrailEvent = z.infer<typeof shape>;

/** Reads one event without trusting it; null for what is none. */
export const trailEvent = (value: unknown): TrailEvent | null => shape.safeParse(value).data ?? null;

/** The same, from JSON. */
export const trailEventIn = (json: string | undefined): TrailEvent | null => {
  try {
    return trailEvent(JSON.parse(json ?? ''));
  } catch {
    return null;
  }
};
