import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import type { ApplicationFailure } from '@temporalio/common';
import type { Entry } from '../../workflows/contract/entries.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json, JsonObject } from '../../workflows/contract/json.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { answersIn } from '../../ledger/answers.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Attempt } from './attempt.js';
import type { Aws, Values } from './aws.js';
import type { ActionClients, Clients } from './clients.js';
import { isInDoubt } from './doubt.js';
import { failure, translate } from './errors.js';
import { recordable } from './recordable.js';

type Command = new (input: object) => object;
type Sender = { readonly send: (command: object) => Promise<unknown> };
const packages = { ec2, autoscaling, elb, elbv2, iam, s3, ssm } as const;

/** The calls of one planned step, made in the name of one attempt. */
export const plannedCalls = (
  clients: ActionClients & Pick<Clients, 'mark' | 'vault'>,
  ledger: Ledger,
  actor: string,
  attempt: Attempt,
  calls: readonly PlannedCall[],
): Pick<Aws, 'make' | 'create' | 'answerOf' | 'askedOf'> => {
  const { case: caseId, run, step } = attempt;
  const mine = (): Promise<readonly Entry[]> =>
    ledger.entries(caseId, { run, kinds: ['intent', 'call', 'outcome'], ...(step !== null && { step }) });

  const planned = (id: string): PlannedCall => {
    const call = calls.find((candidate) => candidate.id === id);
    if (!call) throw failure(failureTypes.unauthorised, `The plan of ${step} has no call ${id}.`);
    return call;
  };

  const send = async (call: PlannedCall, input: Values): Promise<JsonObject> => {
    const command = (
      packages[call.service as keyof typeof packages] as unknown as Record<string, Command> | undefined
    )?.[`${call.operation}Command`];
    if (!command) throw failure(failureTypes.badInput, `There is no AWS call ${call.service}:${call.operation}.`);
    const request = new command(input) as { readonly input: object };
    clients.mark(request.input, call.id);
    try {
      return recordable(await clientFor(clients, call).send(request)) as JsonObject;
    } catch (error) {
      throw await doubted(translate(error, `${call.service}:${call.operation}`, call.target), call);
    }
  };

  // An earlier attempt may have done what AWS refuses to do again.
  const doubted = async (problem: ApplicationFailure, { id }: PlannedCall): Promise<ApplicationFailure> => {
    const isRefusal = problem.type === failureTypes.badInput || problem.type === failureTypes.notFound;
    if (!isRefusal || !isInDoubt(await mine(), id, attempt.attempt)) return problem;
    const hint = 'An earlier attempt may have done it, and AWS may not show that yet; it is tried again.';
    return failure(failureTypes.inconsistent, problem.message, hint, problem.cause);
  };

  const make = async (id: string, values: Values = {}): Promise<JsonObject> => {
    const call = planned(id);
    const resolved = hasReference(call.input) ? resolve(call.input, outputs(await mine())) : call.input;
    return send(call, { ...(resolved as JsonObject), ...values });
  };

  const answerOf = async (id: string): Promise<JsonObject | null> =>
    (outputs(await mine()).get(id) as JsonObject | undefined) ?? null;

  const askedOf = async (id: string): Promise<Json> => {
    const intent = (await mine()).find((entry) => entry.kind === 'intent' && entry.body.call === id);
    return intent?.kind === 'intent' ? intent.body.input : null;
  };

  const create: Aws['create'] = async (id, find, values) => {
    const entries = await mine();
    const known = outputs(entries).get(id);
    if (known !== undefined) return known as JsonObject;
    const first = entries.find((entry) => entry.kind === 'intent' && entry.body.call === id);
    const found = first ? await find(new Date(first.at)) : null;
    if (!found) return make(id, await values?.());
    await ledger.append(caseId, actor, 'outcome', {
      run,
      step: step ?? '',
      state: 'reconciled',
      attempt: attempt.attempt,
      call: id,
      output: found,
      note: 'The answer to an earlier attempt was lost; AWS shows what it made.',
    });
    return found;
  };
  return { make, create, answerOf, askedOf };
};

// Objects are written in the vault alone, each in a session of its own that can touch no other.
const clientFor = (
  clients: ActionClients & Pick<Clients, 'vault'>,
  { service, input, target }: PlannedCall,
): Sender => {
  const { vault } = clients;
  if (service !== 's3') return clients[service as Exclude<keyof typeof packages, 's3'>] as unknown as Sender;
  if (!vault || input['Bucket'] !== vault.bucket || typeof input['Key'] !== 'string')
    throw failure(failureTypes.refused, `${target} is not in the vault that is configured.`);
  return vault.object(input['Key']) as unknown as Sender;
};

/** What the planned calls of a step have answered last, by call id. */
const outputs = (entries: readonly Entry[]): ReadonlyMap<string, Json> =>
  new Map(answersIn(entries).map(({ call, output }) => [call, output]));

const isReference = (value: Json): value is { readonly $ref: string } =>
  typeof value === 'object' && value !== null && '$ref' in value;

const hasReference = (value: Json): boolean =>
  isReference(value) || (typeof value === 'object' && value !== null && Object.values(value).some(hasReference));

const resolve = (value: Json, known: ReadonlyMap<string, Json>): Json => {
  if (isReference(value)) {
    const [id = '', ...path] = value.$ref.split('.');
    const found = path.reduce<Json | undefined>(
      (at, name) => (at as Record<string, Json> | null)?.[name],
      known.get(id),
    );
    if (found === undefined) throw failure(failureTypes.badInput, `${value.$ref} is not known yet.`);
    return found;
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item as Json, known)]));
};
