import type { Table } from '../../../world/store.js';
import type { Scope, World } from '../../../world/world.js';
import type { Place } from '../../operation.js';

type Order = { readonly requests: number };

const ROW = 'next';

const orders = (place: Place): Table<Order> => place.world.table('ec2.snapshotFaults', place);

/** Lets every snapshot of the scope's next request that begins any end in the state `error`. */
export const failNextSnapshots = (world: World, { account, region }: Scope): void =>
  world.store.transact(() => {
    const rows = orders({ world, account, region });
    rows.put(ROW, { requests: (rows.get(ROW)?.requests ?? 0) + 1 });
  });

/** Whether snapshots that begin now are to fail. Stays so until `spendFailure`. */
export const failureOrdered = (place: Place): boolean => (orders(place).get(ROW)?.requests ?? 0) > 0;

/** A request that began snapshots is done: an ordered failure has had its effect. */
export const spendFailure = (place: Place): void => {
  const { requests } = orders(place).get(ROW) ?? { requests: 0 };
  if (requests > 0) orders(place).put(ROW, { requests: requests - 1 });
};
