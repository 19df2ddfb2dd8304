import type { Json } from '../../workflows/contract/json.js';
import type { PlannedCall } from '../../workflows/contract/plan.js';
import type { Aws } from '../aws/aws.js';
import type { Vault } from '../aws/vault.js';
import { uploadCalls } from '../s3/upload-calls.js';
import { keysOf, markOf, tries, type CaptureFacts, type Try } from './capture-facts.js';
import { dumpScript, sendScript } from './capture-scripts.js';
import { cancelCall, commandCall, sendOnce } from './run-command.js';

/** A try is two scripts on the host: one dumps and hashes, the other sends what was hashed. */
export const tasks = ['dump', 'send'] as const;
export type Task = (typeof tasks)[number];

/** The names of the calls of one script. */
export const commandIds = (task: Task, number: Try) =>
  ({ send: `${task}/${number}`, cancel: `${task}-cancel/${number}` }) as const;

/** Seconds that Systems Manager gives a host to begin a script. */
const delivery = 120;
/** Seconds that a script may take. What is sent goes to addresses that are good for an hour; a dump needs none. */
const execution: Readonly<Record<Task, number>> = { dump: 4 * 3_600, send: 3_600 };

/** After so many milliseconds AWS itself should have said how a script ended. */
export const longest = (task: Task): number => (delivery + execution[task] + 600) * 1_000;

// AWS shows it to the account: the two commands of a try are told apart by it, and it means nothing else.
const commentOf = (facts: CaptureFacts, number: Try, task: Task): string => `${markOf(facts, number)}-${task}`;

const scripts = { dump: dumpScript, send: sendScript };

const scriptCalls = (instanceId: string, facts: CaptureFacts, number: Try, task: Task): readonly PlannedCall[] => {
  const ids = commandIds(task, number);
  const lines = scripts[task](facts, number);
  const seconds = { delivery, execution: execution[task] };
  return [
    commandCall(ids.send, instanceId, facts.document, commentOf(facts, number, task), lines, seconds),
    cancelCall(ids.cancel, instanceId, ids.send),
  ];
};

/** The calls of all tries: the two scripts, the upload between them, and how each is ended. */
export const tryCalls = (vault: Vault, instanceId: string, facts: CaptureFacts): readonly PlannedCall[] =>
  tries.flatMap((number) => [
    ...scriptCalls(instanceId, facts, number, 'dump'),
    ...uploadCalls(vault, number, keysOf(facts, number)),
    ...scriptCalls(instanceId, facts, number, 'send'),
  ]);

/** Sends a script of a try once, whatever is lost on the way; `lines` makes it when it is really sent. */
export const sendScriptOnce = (
  aws: Aws,
  instanceId: string,
  facts: CaptureFacts,
  number: Try,
  task: Task,
  lines: () => Promise<readonly Json[]>,
): Promise<string> =>
  sendOnce(aws, commandIds(task, number).send, instanceId, commentOf(facts, number, task), async () => ({
    Parameters: { commands: [...(await lines())], executionTimeout: [`${execution[task]}`] },
  }));
