import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../../activities/catalogue.js';
import { chargesFor } from '../../../activities/aws/pace/published-limits.js';
import { ec2Charges } from '../../../sandbox/limits/ec2.js';
import { loadBalancingCharges } from '../../../sandbox/limits/elastic-load-balancing.js';
import type { Charges } from '../../../sandbox/limits/limit.js';

const played: Readonly<Record<string, readonly [service: string, charges: Charges]>> = {
  ec2: ['ec2', ec2Charges],
  elasticloadbalancing: ['elbv2', loadBalancingCharges],
};

const operations = [...new Set(catalogue.flatMap(({ permissions }) => permissions))]
  .map((permission) => permission.split(':') as [string, string])
  .filter(([prefix]) => prefix in played);

describe('the pace of an operation that an action calls', () => {
  it.each(operations)('%s:%s is what the sandbox enforces', (prefix, operation) => {
    const [service, charges] = played[prefix] as (typeof played)[string];
    // A narrowed read: actions read by id, by filter, or page by page.
    const where = { service: prefix, account: '', region: '', input: { MaxResults: 100 } };
    const enforced = charges({ operation, ...where }).filter(({ bucket }) => !bucket.endsWith(':instances'));
    expect(chargesFor(service, operation).map(({ limit }) => limit)).toEqual(enforced.map(({ limit }) => limit));
  });
});
