import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { readPolicy } from '../../../sandbox/policies/document.js';
import { evaluate, type Verdict } from '../../../sandbox/policies/evaluate.js';
import { problemIn } from '../../../sandbox/policies/grammar.js';
import type { Principal } from '../../../sandbox/policies/principal.js';
import { findPython } from '../../../sandbox/setup/python.mjs';
import { ministack } from '../../../sandbox/setup/test-packages.mjs';
import { OWN, type Case, type Document } from './generated-cases.js';

export type Decision = Verdict['decision'];

const principalAt = (arn: string): Principal =>
  arn.includes(':user/')
    ? { kind: 'user', account: OWN, identity: [arn] }
    : { kind: 'role', account: OWN, identity: [`arn:aws:iam::${OWN}:role/web`], session: arn };

const read = (document: Document, purpose: 'identity' | 'resource' = 'identity') => {
  const text = JSON.stringify(document);
  const problem = problemIn(text, purpose);
  if (problem !== undefined) throw new Error(`${problem} ${text}`);
  return readPolicy(text);
};

/** What the sandbox decides. */
export const ours = (one: Case): Decision =>
  evaluate({
    request: {
      action: one.action,
      resource: one.resource,
      context: one.context,
      principal: principalAt(one.principal),
    },
    identity: one.identity.map((document) => read(document)),
    ...(one.boundary && { boundary: read(one.boundary) }),
    ...(one.session && { session: [read(one.session)] }),
    ...(one.resourcePolicy && { resourcePolicy: read(one.resourcePolicy, 'resource') }),
    resourceAccount: one.resourceAccount,
  }).decision;

const decisions = { Allowed: 'allowed', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny' } as const;

const simulationOf = (one: Case): Simulation => ({
  request: {
    principal: one.principal,
    action: one.action,
    resource: { resource: one.resource, accountId: one.resourceAccount },
    contextVariables: one.context as Record<string, string | string[]>,
  },
  identityPolicies: one.identity.map((policy, index) => ({ name: `identity-${index}`, policy })),
  serviceControlPolicies: [],
  resourceControlPolicies: [],
  ...(one.boundary && { permissionBoundaryPolicies: [{ name: 'boundary', policy: one.boundary }] }),
});

/** What iam-simulate decides, without checks of which service knows which key. To an identity a session policy is a limit like a boundary, which it takes here only. */
export const ofIamSimulate = (one: Case): Decision =>
  decisions[runUnsafeSimulation(simulationOf({ ...one, ...(one.session && { boundary: one.session }) }), {})];

/** What iam-simulate decides where the resource has a policy. */
export const ofIamSimulateWithResource = async (one: Case): Promise<Decision> => {
  const answer = await runSimulation(
    {
      ...simulationOf(one),
      resourcePolicy: one.resourcePolicy,
      ...(one.session && { sessionPolicy: one.session }),
    },
    {},
  );
  if (answer.resultType !== 'single') throw new Error(JSON.stringify(answer));
  return decisions[answer.overallResult];
};

/** What ministack decides, for all cases at once. It is asked without its server: its evaluator is one module. */
export const ofMinistack = async (cases: readonly Case[]): Promise<readonly Decision[]> => {
  const home = await ministack.find();
  if (home === null) throw new Error('ministack is not there: `npm test` installs it.');
  const python = await findPython();
  if (!('path' in python)) throw new Error(python.message);
  const script = fileURLToPath(new URL('ministack_decides.py', import.meta.url));
  const answer = execFileSync(python.path, [script], {
    input: JSON.stringify(cases),
    env: { ...process.env, PYTHONPATH: home, PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 1 << 26,
  });
  return JSON.parse(answer.toString()) as Decision[];
};
