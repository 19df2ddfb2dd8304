import { z } from 'zod';

/** A connection as it is ordered from outside, for an interface of an account and Region. */
export const flowOrder = z.strictObject({
  account: z.string(),
  region: z.string(),
  interfaceId: z.string(),
  kind: z.enum(['c2', 'ssh', 'web', 'ssm', 'dns', 'imds', 'lateral', 'exfiltration']),
  direction: z.enum(['in', 'out']),
  remote: z.string(),
  protocol: z.enum(['tcp', 'udp', 'icmp']),
  port: z.number().int().exactOptional(),
  busy: z.boolean(),
  reconnects: z.boolean(),
});
