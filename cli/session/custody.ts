import type { Client, WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import type { CustodyRequest } from '../../workflows/contract/documents.js';
import type { CustodyAct, VerifyProgress } from '../../workflows/contract/custody.js';
import { workflowTypes } from '../../workflows/contract/names.js';
import { stamp } from './decision-document.js';
import type { Place } from './deliver.js';
import { sign, type Proof } from './signing.js';
import { startAndAwait } from './submit.js';
import { told } from './temporal.js';
import { freshId } from './fresh-id.js';

/** What is asked to be done with which evidence of a case, and what for. */
export type Wish = Pick<CustodyRequest, 'case' | 'evidence' | 'publicKey'> & { readonly purpose: string };

/** Who asks, and by what they prove that it is their word. */
export type Asker = { readonly operator: string; readonly proof: Proof | undefined };

/** How often it is looked how far it is, in milliseconds. */
const glance = 500;

/**
 * Signs a request for evidence, hands it in and waits for its end; `progress` hears how far it is. Answers the request's
 * id, under which everything about it stands in the ledger, and what the worker answered. Rejects with a CliError when it
 * is refused, or when no worker takes it up.
 */
export const askForEvidence = async (
  place: Place,
  { operator, proof }: Asker,
  act: CustodyAct,
  { purpose, ...wish }: Wish,
  progress: (far: VerifyProgress) => void = () => undefined,
): Promise<{ readonly request: string; readonly answer: unknown }> => {
  const request = freshId('custody');
  const document: CustodyRequest = { ...stamp(operator, wish.case, request, purpose), ...wish, kind: 'custody', act };
  const signed = await sign(place.config, document, proof);
  const type = act === 'verify' ? workflowTypes.verifyEvidence : workflowTypes.fetchEvidence;
  await startAndAwait(place, type, request, [signed], async () => {
    const known = await place.reading.ledger.entries(wish.case, { run: request, kinds: ['custody'], limit: 1 });
    return known.length > 0 || null;
  });
  const client = await place.temporal.client();
  const handle = client.workflow.getHandle(request);
  const over = new AbortController();
  try {
    const following = follow(client, handle, progress, over.signal);
    const answer: unknown = await handle.result();
    over.abort();
    await following;
    return { request, answer };
  } catch (error) {
    throw await told(error, request, place.config.temporal.address, `audit show ${request}`);
  } finally {
    over.abort();
  }
};

const shape = z.object({
  item: z.int(),
  items: z.int(),
  evidence: z.string().max(2_500),
  bytes: z.number().min(0),
  of: z.number().min(0),
});

// An activity that is at work says how far it is in its heartbeats. That nothing can be told is no reason to end.
const follow = async (
  client: Client,
  handle: WorkflowHandle,
  progress: (far: VerifyProgress) => void,
  signal: AbortSignal,
): Promise<void> => {
  const { payloadConverter, payloadCodecs } = client.options.loadedDataConverter;
  while (!signal.aborted) {
    try {
      const { raw } = await handle.describe();
      let payloads = [...(raw.pendingActivities?.[0]?.heartbeatDetails?.payloads ?? [])];
      for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
      const [payload] = payloads;
      const { data } = shape.safeParse(payload && payloadConverter.fromPayload(payload));
      if (data) progress(data);
    } catch {
      // Temporal is away for a moment.
    }
    await pause(glance, signal);
  }
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
