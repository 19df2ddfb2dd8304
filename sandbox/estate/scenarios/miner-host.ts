import type { HostFacts } from '../../hosts/facts.js';
import { usualFacts } from '../../hosts/usual-facts.js';
import { C2, POOL } from './miner-flows.js';

const quiet = usualFacts('linux');

/** What is inside the host once it mines; `address` is its own. */
export const infected = (address: string): Partial<HostFacts> => ({
  processes: [
    ...quiet.processes,
    {
      pid: 4711,
      user: 'nginx',
      command: `/tmp/.x/xmrig -o ${POOL}:3333 -u 44AFFq5k --tls=0`,
      cpu: 187.4,
      resident: 276_824_064,
    },
    { pid: 4398, user: 'nginx', command: '/bin/bash -i', cpu: 0, resident: 3_932_160 },
    { pid: 4402, user: 'nginx', command: `/dev/shm/.k -c ${C2}`, cpu: 0.4, resident: 6_291_456 },
  ],
  connections: [
    ...quiet.connections,
    { protocol: 'tcp', state: 'ESTAB', local: `${address}:49822`, remote: `${POOL}:3333`, pid: 4711 },
    { protocol: 'tcp', state: 'ESTAB', local: `${address}:51544`, remote: `${C2}:443`, pid: 4402 },
  ],
  files: [
    ...quiet.files,
    { path: '/tmp/.x/xmrig', bytes: 8_126_464, owner: 'nginx' },
    { path: '/dev/shm/.k', bytes: 1_204_224, owner: 'nginx' },
    { path: '/var/www/html/uploads/a.php', bytes: 31, owner: 'nginx' },
    { path: '/var/spool/cron/nginx', bytes: 57, owner: 'nginx' },
  ],
});
