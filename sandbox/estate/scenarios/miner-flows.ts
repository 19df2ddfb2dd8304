import { addressOf } from '../../hosts/host.js';
import type { Place } from '../../services/operation.js';
import type { FlowSpec } from '../../truth/flows.js';

/** Command and control, the mining pool, and whoever uses what was stolen: addresses that are reserved for examples. */
export const C2 = '203.0.113.66';
export const POOL = '203.0.113.99';
export const THIEF = '203.0.113.77';

/** What the attacker's traffic on the host is, and since how many minutes. */
export const attackerFlows = (
  place: Place,
  database: string,
): readonly (Omit<FlowSpec, 'interfaceId'> & { readonly minutesAgo: number })[] => [
  {
    minutesAgo: 55,
    kind: 'imds',
    direction: 'out',
    remote: '169.254.169.254',
    protocol: 'tcp',
    port: 80,
    busy: true,
    reconnects: true,
  },
  {
    minutesAgo: 45,
    kind: 'c2',
    direction: 'out',
    remote: C2,
    protocol: 'tcp',
    port: 443,
    busy: true,
    reconnects: true,
  },
  {
    minutesAgo: 43,
    kind: 'dns',
    direction: 'out',
    remote: '10.40.0.2',
    protocol: 'udp',
    port: 53,
    busy: true,
    reconnects: true,
  },
  {
    minutesAgo: 40,
    kind: 'c2',
    direction: 'out',
    remote: POOL,
    protocol: 'tcp',
    port: 3333,
    busy: true,
    reconnects: true,
  },
  // Through a laptop in the office, from where SSH is allowed.
  {
    minutesAgo: 35,
    kind: 'ssh',
    direction: 'in',
    remote: '198.51.100.77',
    protocol: 'tcp',
    port: 22,
    busy: true,
    reconnects: false,
  },
  {
    minutesAgo: 20,
    kind: 'lateral',
    direction: 'out',
    remote: addressOf(place, database),
    protocol: 'tcp',
    port: 5432,
    busy: false,
    reconnects: false,
  },
  {
    minutesAgo: 12,
    kind: 'exfiltration',
    direction: 'out',
    remote: '203.0.113.120',
    protocol: 'tcp',
    port: 443,
    busy: true,
    reconnects: false,
  },
];
