import { z } from 'zod';

/** The fields that scripts rely on, one schema per document of the command line. More fields may be there, fewer not. */

const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const state = z.enum([
  'planning',
  'waiting',
  'running',
  'failed-step',
  'releasing',
  'completed',
  'released',
  'denied',
  'cancelled',
  'failed',
]);

const summary = z.object({
  id: z.string(),
  case: z.string(),
  playbook: z.string(),
  playbookVersion: z.string(),
  state,
  severity: z.enum(['P1', 'P2', 'P3', 'P4']),
  title: z.string(),
  requestedBy: z.string(),
  startedAt: time,
  endedAt: time.nullable(),
  progress: z.object({ done: z.number(), total: z.number() }),
});

const step = z.object({
  id: z.string(),
  action: z.string(),
  effect: z.enum(['observe', 'collect', 'change']),
  state: z.enum([
    'pending',
    'planned',
    'applying',
    'applied',
    'verified',
    'failed',
    'skipped',
    'undoing',
    'undone',
    'undo-failed',
  ]),
  attempt: z.number(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  blocking: z.boolean(),
  verification: z
    .object({
      assurance: z.enum(['requested', 'configured', 'quiet']),
      since: time,
      holds: z.boolean(),
      facts: z.array(z.string()),
      notCut: z.array(z.string()),
    })
    .nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

const plan = z.object({
  hash,
  summary: z.string(),
  reversible: z.boolean(),
  calls: z.array(
    z.object({
      service: z.string(),
      operation: z.string(),
      target: z.string(),
      input: z.record(z.string(), z.unknown()),
    }),
  ),
  blastRadius: z.array(
    z.object({
      severity: z.enum(['info', 'warning', 'danger']),
      message: z.string(),
      resources: z.array(z.string()),
    }),
  ),
});

const gate = z.object({
  kind: z.literal('approval'),
  policy: z.string(),
  needed: z.number(),
  approvals: z.array(
    z.object({
      operator: z.string(),
      decision: z.string(),
      at: time,
      proof: z.literal('ssh'),
      plan: hash,
      reason: z.string(),
    }),
  ),
  refusals: z.array(z.unknown()),
  expiresAt: time,
});

/** `runs --json`. */
export const runsShape = z.array(summary);

/** `show RUN --json`. */
export const showShape = summary.extend({
  stages: z
    .array(
      z.object({
        name: z.string(),
        state: z.string(),
        plan,
        gate,
        tracks: z.array(z.object({ target: z.string(), state: z.string(), steps: z.array(step).min(1) })).min(1),
      }),
    )
    .min(1),
});

/** `approvals --json`. */
export const approvalsShape = z.array(
  z.object({
    run: z.string(),
    case: z.string(),
    stage: z.string(),
    playbook: z.string(),
    severity: z.string(),
    planHash: hash.nullable(),
    needed: z.number(),
    have: z.number(),
    expiresAt: time,
    requestedBy: z.string(),
    summary: z.string(),
  }),
);

/** `status --json` of a sandbox. */
export const statusShape = z.object({
  mode: z.literal('sandbox'),
  ready: z.boolean(),
  temporal: z.object({
    address: z.string().regex(/^127\.0\.0\.1:\d+$/),
    namespace: z.string(),
    ui: z.url(),
    pid: z.number(),
    version: z.string(),
  }),
  aws: z.object({
    endpoint: z.url(),
    region: z.string(),
    account: z.string().regex(/^\d{12}$/),
    pids: z.array(z.number()).min(1),
    credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  }),
  worker: z.object({ pid: z.number(), buildId: z.string() }),
  ledger: z.object({ store: z.literal('sqlite'), path: z.string(), ok: z.literal(true) }),
  operators: z.array(z.object({ name: z.string(), roles: z.array(z.string()), proofs: z.array(z.string()) })).min(2),
  targets: z
    .array(
      z.object({
        kind: z.enum(['instance', 'principal']),
        id: z.string(),
        name: z.string(),
        platform: z.enum(['linux', 'windows', 'iam']),
      }),
    )
    .min(1),
});

/** `audit show --json`, and each line of an export. */
export const auditShape = z
  .array(
    z.object({
      seq: z.number(),
      at: time,
      actor: z.string(),
      kind: z.string(),
      body: z.record(z.string(), z.unknown()),
      prev: hash,
      hash,
      signature: z.string(),
      key: z.string(),
    }),
  )
  .min(1);

/** The body of a ledger entry of kind `call`. */
export const callShape = z.object({
  service: z.string(),
  operation: z.string(),
  target: z.string(),
  input: z.unknown(),
  requestId: z.string().nullable(),
  attempt: z.number(),
  outcome: z.enum(['ok', 'error']),
  errorCode: z.string().nullable(),
});

/** The body of a ledger entry of kind `refusal`. */
export const refusalShape = z.object({ operator: z.string(), reason: z.string(), plan: hash.nullable() });

/** `audit verify --json`. */
export const verifyShape = z.object({
  ok: z.boolean(),
  case: z.string().nullable(),
  entries: z.number(),
  head: hash,
  firstBad: z.object({ seq: z.number(), reason: z.string() }).nullable(),
  seals: z.number(),
  attested: z.number(),
  keys: z.array(z.unknown()),
});

const instant = z.object({ at: time, what: z.string(), ref: z.string() }).nullable();
const clock = z.object({
  from: instant,
  to: instant,
  seconds: z.number().min(0).nullable(),
  reason: z.string().nullable(),
});
const ofCase = { id: z.string(), title: z.string(), severity: z.enum(['P1', 'P2', 'P3', 'P4']) };
const phase = { state: z.enum(['open', 'closed']), openedAt: time, openedBy: z.string(), closedAt: time.nullable() };

/** `case list --json` */
export const caseListShape = z.array(
  z.object({ ...ofCase, ...phase, runs: z.number(), findings: z.number(), standing: z.number() }),
);

/** `case show --json` */
export const caseShape = z.object({
  ...ofCase,
  ...phase,
  closingReason: z.string().nullable(),
  findings: z.array(
    z.object({ provider: z.string(), id: z.string(), title: z.string(), resources: z.array(z.string()) }),
  ),
  runs: z.array(summary),
  notes: z.array(z.object({ at: time, by: z.string(), text: z.string() })),
  standing: z.array(z.object({ run: z.string(), step: z.string(), action: z.string(), reversible: z.boolean() })),
  clocks: z.object({ detect: clock, notify: clock, contain: clock, recover: clock }),
  timeline: z.array(
    z.object({
      at: time,
      source: z.enum(['ledger', 'aws', 'evidence', 'finding']),
      what: z.string(),
      who: z.string().nullable(),
      ref: z.string(),
    }),
  ),
});

/** `report --format json` */
export const reportShape = z.object({
  v: z.literal(1),
  at: time,
  case: caseShape,
  verified: z.object({ ok: z.boolean(), entries: z.number(), seals: z.number() }),
  head: z.object({ seq: z.number(), hash }).nullable(),
  runs: z.array(z.object({ id: z.string(), gates: z.array(z.unknown()), actions: z.array(z.unknown()) })),
  evidence: z.array(z.object({ id: z.string(), sha256: hash.nullable() })),
  followUps: z.array(z.object({ kind: z.string(), what: z.string() })),
  refusals: z.array(z.object({ at: time, code: z.string() })),
  limits: z.array(z.string()),
});
