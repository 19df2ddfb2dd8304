import { expect, test } from '@jest/globals';
import { STS } from '@aws-sdk/client-sts';
import { stsHosts } from '../../../ledger/aws-proof/hosts.js';

test('every host is the one that the AWS SDK would ask in that Region', () => {
  const { endpointProvider } = new STS({ region: 'eu-west-1' }).config;
  expect(stsHosts.size).toBeGreaterThan(35);
  for (const [Region, host] of stsHosts)
    expect(`${Region} ${endpointProvider({ Region, UseFIPS: false, UseDualStack: false }).url.host}`).toBe(
      `${Region} ${host}`,
    );
});
