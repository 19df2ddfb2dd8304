import { recordCall } from '../services/cloudtrail/record.js';
import { noteKeyUse } from '../services/iam/key-use.js';
import type { AwsFailure } from '../services/operation.js';
import type { World } from '../world/world.js';
import type { Rejected } from './received.js';

/** What is known of a request whose operation is. */
type Known = Omit<Rejected, 'answer' | 'failure'> & { readonly operation: string };

/** What came of a request: its output or its failure, and the resources that permissions were asked for. */
type Outcome = { readonly output?: unknown; readonly failure?: AwsFailure; readonly resources?: readonly string[] };

/** Notes a request and what came of it where AWS does: at its key and in the trail of the caller's account. */
export function recordReceived(world: World, known: Known, { output, failure, resources = [] }: Outcome): void {
  const { caller, requestId, region, service, operation, sourceIp = '', userAgent = '', readOnly = false } = known;
  const account = caller?.account;
  world.store.transact(() => {
    if (caller !== undefined) noteKeyUse(world, caller.accessKeyId, service, region, world.clock.now());
    // A key that is nobody's belongs to no account, so no account's trail shows it.
    if (account !== undefined)
      recordCall(world, {
        service,
        operation,
        input: known.input ?? {},
        output,
        ...(failure && { error: failure }),
        caller,
        requestId,
        region,
        account,
        sourceIp,
        userAgent,
        readOnly,
        resources: resources.filter((one) => one !== '*'),
        at: world.clock.now(),
      });
  });
}
