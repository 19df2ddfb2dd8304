import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { RawRequest } from './api-call.js';
import type { Answer } from './aws-error.js';
import { faultSchema } from './faults.js';
import type { Sandbox } from './call-handler.js';

/** What the admin API steers beside the sandbox itself. */
export interface AdminContext {
  readonly sandbox: Sandbox;
  readonly token: string;
  readonly motoPid: () => number | undefined;
  readonly motoRestarts: () => number;
  /** Throws the AWS state away and starts an empty account; refuses (false) when the world is complete and `force` is not set. */
  readonly reset: (force: boolean) => Promise<boolean>;
}

/** The path prefix of the admin API; no AWS service uses it. */
export const ADMIN_PREFIX = '/_firebreak/';

type Route = (context: AdminContext, body: unknown, query: URLSearchParams) => unknown;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET health': (context) => health(context),
  'GET events': ({ sandbox }, _body, query) => {
    const since = z.coerce
      .number()
      .int()
      .min(0)
      .parse(query.get('since') ?? 0);
    return { next: sandbox.trail.length(), events: sandbox.trail.since(since) };
  },
  'GET faults': ({ sandbox }) => sandbox.faults.list(),
  'POST faults': ({ sandbox }, body) => sandbox.faults.add(faultSchema.parse(body)),
  'DELETE faults': ({ sandbox }) => {
    sandbox.faults.clear();
    return [];
  },
  'POST faults/release': ({ sandbox }, body) => {
    const { id } = z.strictObject({ id: z.string().optional() }).parse(body);
    return { released: sandbox.faults.release(id) };
  },
  'POST clock': (context, body) => {
    // Time never goes back: a completed snapshot stays completed.
    const { advanceMs } = z.strictObject({ advanceMs: z.number().min(0) }).parse(body);
    const { settings } = context.sandbox;
    settings.change({ clockOffsetMs: settings.current().clockOffsetMs + advanceMs });
    return health(context);
  },
  'POST durations': (context, body) => {
    context.sandbox.settings.change(z.strictObject({ snapshotMs: z.number().min(0) }).parse(body));
    return health(context);
  },
  'POST buckets': (context, body) => {
    const { enabled } = z.strictObject({ enabled: z.boolean() }).parse(body);
    context.sandbox.settings.change({ bucketsEnabled: enabled });
    return health(context);
  },
  'POST reset': async ({ reset }, body) => {
    const { force } = z.strictObject({ force: z.boolean().default(false) }).parse(body);
    return { reset: await reset(force) };
  },
};

/** Answers a request below `ADMIN_PREFIX`: 403 without the token, 404 and 400 with a reason, else JSON. */
export async function answerAdmin(context: AdminContext, request: RawRequest): Promise<Answer> {
  if (!mayPass(request.headers['x-firebreak-admin'], context.token))
    return json(403, { error: 'wrong x-firebreak-admin' });
  const [path = '', search = ''] = request.target.slice(ADMIN_PREFIX.length).split('?');
  const name = `${request.method} ${path}`;
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (route === undefined)
    return json(404, { error: `no admin route ${name}; there are: ${Object.keys(ROUTES).join(', ')}` });
  try {
    const text = request.body.toString('utf8');
    return json(200, await route(context, text === '' ? {} : JSON.parse(text), new URLSearchParams(search)));
  } catch (error) {
    if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return json(400, { error: error.message });
    throw error;
  }
}

function health({ sandbox, motoPid, motoRestarts }: AdminContext): unknown {
  const { clockOffsetMs, snapshotMs, bucketsEnabled } = sandbox.settings.current();
  return {
    motoPid: motoPid() ?? null,
    motoRestarts: motoRestarts(),
    now: sandbox.settings.now(),
    clockOffsetMs,
    snapshotMs,
    bucketsEnabled,
    events: sandbox.trail.length(),
    faults: sandbox.faults.list().length,
  };
}

function mayPass(shown: string | readonly string[] | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(String(shown)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function json(status: number, document: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(document)) };
}
