import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Entry } from '../../workflows/contract/entries.js';
import { failureTypes } from '../../workflows/contract/failures.js';
import type { Json, JsonObject } from '../../workflows/contract/json.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import { answersIn } from '../../ledger/answers.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Attempt } from './attempt.js';
import type { Aws } from './aws.js';
import type { Clients } from './clients.js';
import { failure, translate } from './errors.js';
import { recordable } from './recordable.js';

type Command = new (input: object) => object;
type Sender = { readonly send: (command: object) => Promise<unknown> };
const packages: Readonly<Record<string, object>> = { ec2, autoscaling, elbv2 };

/** The calls of one planned step, made in the name of one attempt. */
export const plannedCalls = (
  clients: Clients,
  ledger: Ledger,
  actor: string,
  attempt: Attempt,
  calls: readonly PlannedCall[],
): Pick<Aws, 'make' | 'create'> => {
  const { case: caseId, run, step } = attempt;
  const mine = (): Promise<readonly Entry[]> =>
    ledger.entries(caseId, { run, kinds: ['intent', 'call', 'outcome'], ...(step !== null && { step }) });

  const planned = (id: string): PlannedCall => {
    const call = calls.find((candidate) => candidate.id === id);
    if (!call) throw failure(failureTypes.unauthorised, `The plan of ${step} has no call ${id}.`);
    return call;
  };

  const send = async (call: PlannedCall, input: JsonObject): Promise<JsonObject> => {
    const command = (packages[call.service] as Record<string, Command> | undefined)?.[`${call.operation}Command`];
    if (!command) throw failure(failureTypes.badInput, `There is no AWS call ${call.service}:${call.operation}.`);
    const request = new command(input) as { readonly input: object };
    clients.mark(request.input, call.id);
    try {
      const client = clients[call.service as 'ec2' | 'autoscaling' | 'elbv2'] as unknown as Sender;
      return recordable(await client.send(request)) as JsonObject;
    } catch (error) {
      throw translate(error, `${call.service}:${call.operation}`, call.target);
    }
  };

  const make = async (id: string, values: JsonObject = {}): Promise<JsonObject> => {
    const call = planned(id);
    const resolved = hasReference(call.input) ? resolve(call.input, outputs(await mine())) : call.input;
    return send(call, { ...(resolved as JsonObject), ...values });
  };

  const create = async (id: string, find: (since: Date) => Promise<JsonObject | null>): Promise<JsonObject> => {
    const entries = await mine();
    const known = outputs(entries).get(id);
    if (known !== undefined) return known as JsonObject;
    const first = entries.find((entry) => entry.kind === 'intent' && entry.body.call === id);
    const found = first ? await find(new Date(first.at)) : null;
    if (!found) return make(id);
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
  return { make, create };
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
