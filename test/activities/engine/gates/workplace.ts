import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createClients } from '../../../../activities/aws/clients.js';
import type { Workplace } from '../../../../activities/engine/context.js';
import { openProtection } from '../../../../activities/self-protection/protection.js';
import { Authority } from '../../../../ledger/authority.js';
import type { Ledger } from '../../../../ledger/ledger.js';
import { openLedger } from '../../../../ledger/sqlite/ledger.js';
import { operators } from './people.js';

const actor = 'worker:test';

/** A worker's workplace on the ledger in a folder, which is made where there is none. */
export const furnish = async (folder: string): Promise<Workplace> =>
  furnishOn(await openLedger({ path: join(folder, 'ledger.db'), keyPath: join(folder, 'key') }));

/** The same on a ledger that is open. */
export const furnishOn = (ledger: Ledger): Workplace => {
  const authority = new Authority(ledger, operators);
  const protection = openProtection([], async () => []);
  return {
    ledger,
    authority,
    protection,
    operators,
    actor,
    clients: createClients('eu-west-1', { ledger, authority, protection, actor }),
    catalogue: [],
    policy: { name: 'none', environmentTag: 'environment', rules: [] },
    proofsAt: null,
    outlet: null,
    parallel: 20,
    scope: () => Promise.reject(new Error('there is no AWS')),
    stopping: new AbortController().signal,
    // Only locks ask Temporal.
    temporal: undefined as unknown as Client,
  };
};
