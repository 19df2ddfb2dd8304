import type { Answer } from '../protocols/http.js';
import { wantsJson } from '../protocols/query-json.js';
import { writeAnswer } from '../protocols/write-answer.js';
import { authorize } from '../services/iam/authorize.js';
import { services } from '../services/index.js';
import { AwsFailure, type Service } from '../services/operation.js';
import { operationOf, perform } from '../services/perform.js';
import { reviewFlows } from '../truth/flows.js';
import { errorText } from './error-text.js';
import { refuseUnderKms } from './presigned-v2.js';
import type { Received } from './received.js';
import { recordReceived } from './record-received.js';
import { refuse } from './refuse.js';
import type { Sandbox } from './sandbox.js';

/** The service that plays the operation here, if one does. */
export const playing = ({ model, operation }: Received): Service | undefined =>
  services.find((service) => service.model === model.folder && operationOf(service, operation) !== undefined);

/** Lets a request happen and answers it: effect, record and answer are one transaction. A fault of ours is logged. */
export function play(sandbox: Pick<Sandbox, 'world' | 'log'>, received: Received, service: Service): Answer {
  const world = sandbox.world();
  const { model, operation, requestId, raw } = received;
  const resources = new Set<string>();
  try {
    return world.store.transact(() => {
      const output = perform(
        world,
        (each, request, need) => {
          for (const resource of need.resources) resources.add(resource);
          authorize(each, request, need);
        },
        { ...received, service },
      );
      // Between two changes of groups a flow may become untracked: what is really so is looked at after each.
      if (service.name === 'ec2' && !received.readOnly) reviewFlows({ world, ...received });
      const answer = writeAnswer(model, operation, output, requestId, wantsJson(model, raw));
      if (received.signatureVersion === 2) refuseUnderKms(answer);
      recordReceived(world, received, { output, resources: [...resources] });
      return answer;
    });
  } catch (error) {
    if (error instanceof AwsFailure) return refuse(world, received, error, [...resources]);
    sandbox.log(`${service.name}:${received.operation}: ${errorText(error)}`);
    return refuse(world, received, new AwsFailure('InternalError', 'An internal error has occurred', 500));
  }
}
