import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { listScenarios, loadScenario } from '../estate/scenarios/index.js';
import { NoSuchScenario, ScenarioRefused } from '../estate/scenarios/scenario.js';
import { faultSchema } from '../faults/order.js';
import type { Answer, RawRequest } from '../protocols/http.js';
import { events } from '../services/cloudtrail/record.js';
import { flowOrder } from '../truth/flow-order.js';
import { openFlow } from '../truth/flows.js';
import { truth } from '../truth/truth.js';
import { changeSettings, settingsOf, settingsSchema } from '../world/settings.js';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from './accounts.js';
import { coverage } from './coverage.js';
import { settle, type Sandbox } from './sandbox.js';
import { NoSuchWorld, WORLD_NAME, type SavedWorlds } from './saved-worlds.js';
import { denialOf } from './session-denial.js';

/** What the admin API steers beside the sandbox itself. */
export interface AdminContext {
  readonly sandbox: Sandbox;
  readonly token: string;
  readonly motoPid: () => number | undefined;
  readonly saved: SavedWorlds;
  readonly exchange: (change: () => void) => Promise<void>;
}

/** The path prefix of the admin API; no AWS service uses it. */
export const ADMIN_PREFIX = '/_firebreak/';

type Route = (context: AdminContext, body: unknown, query: URLSearchParams) => unknown;

const nameOf = (body: unknown): string => z.strictObject({ name: z.string().regex(WORLD_NAME) }).parse(body).name;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET health': (context) => health(context),
  'GET coverage': ({ sandbox }) => coverage(sandbox.models),
  'GET events': ({ sandbox }, _body, query) =>
    events(
      sandbox.world(),
      z.coerce
        .number()
        .int()
        .min(0)
        .parse(query.get('since') ?? 0),
    ),
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
    const { beginAgoMs, advanceMs, scale } = z
      .strictObject({
        beginAgoMs: z.number().min(0).optional(),
        advanceMs: z.number().min(0).optional(),
        scale: z.number().min(0).max(10_000).optional(),
      })
      .parse(body);
    const { clock, agenda } = context.sandbox.world();
    if (beginAgoMs !== undefined) {
      clock.begin(beginAgoMs);
      agenda.shift(-beginAgoMs);
    }
    if (scale !== undefined) clock.setScale(scale);
    if (advanceMs !== undefined) clock.advance(advanceMs);
    settle(context.sandbox);
    return health(context);
  },
  'POST settings': (context, body) => {
    const { sandbox } = context;
    const { limits } = changeSettings(sandbox.world(), settingsSchema.partial().parse(body));
    sandbox.limits.setMode(limits);
    return health(context);
  },
  'GET truth': ({ sandbox }, _body, query) => {
    const { account, region } = z.object({ account: z.string(), region: z.string() }).parse(Object.fromEntries(query));
    settle(sandbox);
    const place = { world: sandbox.world(), account, region };
    return truth(place, (session) => denialOf(place, session));
  },
  'POST flows': ({ sandbox }, body) => {
    const { account, region, ...spec } = flowOrder.parse(body);
    settle(sandbox);
    const world = sandbox.world();
    return world.store.transact(() => openFlow({ world, account, region }, spec) ?? null);
  },
  'GET scenarios': ({ sandbox }) => listScenarios({ world: sandbox.world() }),
  'POST scenario': ({ sandbox }, body) => {
    const place = { world: sandbox.world(), account: SANDBOX_ACCOUNT, region: SANDBOX_REGION };
    settle(sandbox);
    const done = loadScenario(place, nameOf(body));
    settle(sandbox);
    return done;
  },
  'GET worlds': ({ saved }) => ({ names: saved.names() }),
  'POST worlds/save': ({ saved, sandbox }, body) => {
    saved.save(nameOf(body), sandbox.world());
    return { names: saved.names() };
  },
  'POST worlds/load': async ({ saved, exchange }, body) => {
    const name = nameOf(body);
    await exchange(() => saved.load(name));
    return { loaded: name };
  },
  'POST worlds/reset': async ({ saved, exchange }) => {
    await exchange(() => saved.reset());
    return { reset: true };
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
    if (error instanceof ScenarioRefused) return json(409, { error: error.message });
    if (error instanceof NoSuchWorld || error instanceof NoSuchScenario) return json(404, { error: error.message });
    throw error;
  }
}

function health({ sandbox, motoPid }: AdminContext): unknown {
  const world = sandbox.world();
  return {
    motoPid: motoPid() ?? null,
    now: world.clock.now(),
    scale: world.clock.scale(),
    next: world.agenda.next() ?? null,
    settings: settingsOf(world),
    events: events(world, Number.MAX_SAFE_INTEGER).next,
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
