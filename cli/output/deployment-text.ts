import type { DeploymentBody } from '../../workflows/contract/deployment.js';
import { shorten } from '../../workflows/contract/short.js';

/** What an entry of the deployment chain says, in one line. */
export const deploymentText = (body: DeploymentBody): string => {
  switch (body.event) {
    case 'worker-started':
      return `${body.buildId} starts on ${body.host}, signs with ${body.key}, policy ${shorten(body.policy)}`;
    case 'policy-changed':
      return `policy ${shorten(body.before)} becomes ${shorten(body.after)}`;
    case 'key-rotated':
      return `key ${body.from} is retired, ${body.to.id} signs from now on`;
    case 'key-took-over':
      return `instead of ${body.from}, after ${body.cases} chain(s) as they stand`;
    case 'start-refused':
      return `NOT STARTED: ${body.code}: ${body.reason}`;
    case 'request-refused':
      return `REFUSED: ${body.code}: ${body.reason}`;
    case 'reconciled':
      return `${body.ok ? 'reconciled' : 'NOT RECONCILED'} with CloudTrail: ${body.matched} matched, ${body.unexplained} unexplained, ${body.missing} missing, ${shorten(body.document)}`;
    case 'vault-examined':
      return [
        `vault ${body.bucket}${body.account === null ? '' : ` in ${body.account}`}`,
        ...(body.isInAttackedAccount ? ['IN THE ACCOUNT UNDER ATTACK'] : []),
        ...body.problems,
      ].join('; ');
  }
};
