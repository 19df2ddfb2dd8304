import { waysOut } from '../services/ec2/reach/reachability.js';
import { interfacesOf } from '../services/ec2/records.js';
import type { Place } from '../services/operation.js';

/** AWS's own addresses that a host speaks to, all on port 443. */
export type AwsEndpoint = 'ssm' | 'ssmmessages' | 's3';

/**
 * Whether a host can open connections to services of AWS in its Region now, from any of its interfaces. It says nothing
 * of connections that are open: AWS lets those that it tracks live on after groups change.
 */
export const reaches = (place: Place, instanceId: string, ...endpoints: readonly AwsEndpoint[]): boolean =>
  interfacesOf(place, instanceId).some((one) => {
    const ways = waysOut(place, one.id, endpoints);
    return endpoints.every((endpoint) => ways[endpoint].allowed);
  });
