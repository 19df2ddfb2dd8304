import { trustedKeys } from '../../ledger/rotation/trusted-keys.js';
import { verifyStored } from '../../ledger/verify-stored.js';
import type { RecordedEvent } from '../../sandbox/services/cloudtrail/record.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { namesOf } from './effects.js';
import { without } from './lists.js';
import type { Site } from './site.js';

/**
 * Announced calls of which the ledger does not tell how they came out: neither an answer, nor what AWS was found to
 * have made of it, nor a step that ended later and so had seen that it holds.
 */
export const unanswered = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((intent) => {
    if (intent.kind !== 'intent') return [];
    const { step, call, attempt } = intent.body;
    const later = entries.filter(({ seq, body }) => seq > intent.seq && 'step' in body);
    const answer = later.some(
      ({ kind, body }) => kind === 'call' && body.step === step && body.call === call && body.attempt === attempt,
    );
    return answer || later.some((entry) => concludes(entry, step, call))
      ? []
      : [`announced and never concluded: ${call} of ${step}, attempt ${attempt}`];
  });

const concludes = ({ kind, body }: Entry, step: string, call: string): boolean => {
  if (kind === 'outcome')
    return body.step === step && (body.state === 'applied' || (body.state === 'reconciled' && body.call === call));
  // A step of a release is named after the step that it puts back.
  return kind === 'undo' && body.state === 'undone' && (step === body.step || step.endsWith(`/${body.step}`));
};

/** Effects that nobody had announced: there are more of a name than intents. */
export const unannounced = (entries: readonly Entry[], effects: readonly RecordedEvent[]): readonly string[] => {
  const announced = entries.flatMap((entry) => (entry.kind === 'intent' ? [entry.body.operation] : []));
  return without(namesOf(effects), announced).map((name) => `not announced: ${name}`);
};

/** What verification says against the ledger of a case. */
export const broken = async ({ reading, place }: Site, caseId: string): Promise<readonly string[]> => {
  const { keys } = await trustedKeys(reading.ledger, place.ledgerKey);
  // Read first: a seal may follow, or the end of a watch, and what is verified then has more.
  const written = await reading.entries(caseId);
  const { ok, firstBad, entries } = await verifyStored(reading.ledger, caseId, keys);
  const gap = written.find(({ seq }, index) => seq !== index + 1);
  return [
    ...(ok ? [] : [`the ledger does not verify: ${firstBad?.seq}: ${firstBad?.reason}`]),
    ...(gap ? [`there is a gap before entry ${gap.seq}`] : []),
    ...(ok && entries < written.length ? [`${written.length - entries} entries were not verified`] : []),
  ];
};
