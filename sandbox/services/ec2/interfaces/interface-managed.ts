import { AwsFailure } from '../../operation.js';
import type { InterfaceRecord } from '../records.js';

/** Refuses to let a user change an interface that AWS made for another resource ("Requester-managed network interfaces"). */
export const refuseManaged = (row: InterfaceRecord): void => {
  if (row.requesterManaged)
    throw new AwsFailure('AuthFailure', 'You do not have permission to access the specified resource.');
};
