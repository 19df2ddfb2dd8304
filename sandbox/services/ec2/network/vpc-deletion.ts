import { AwsFailure, type Place } from '../../operation.js';
import {
  aclsIn,
  egressOnlyGatewaysIn,
  endpointsIn,
  groupsIn,
  internetGatewaysIn,
  routeTablesIn,
  subnetsIn,
  vpcsIn,
  type VpcRecord,
} from './network-records.js';
import { forgetGroup } from '../groups/security-group-store.js';
import { dropTags } from '../tags.js';

/** Deletes a VPC with what AWS put into it; refused while anything else is in it. */
export const deleteVpc = (place: Place, { id }: VpcRecord): void => {
  const within = (row: { readonly vpcId?: string }): boolean => row.vpcId === id;
  const inUse =
    subnetsIn(place).all().some(within) ||
    internetGatewaysIn(place).all().some(within) ||
    egressOnlyGatewaysIn(place).all().some(within) ||
    endpointsIn(place).all().some(within) ||
    groupsIn(place)
      .all()
      .some((one) => within(one) && one.name !== 'default') ||
    aclsIn(place)
      .all()
      .some((one) => within(one) && !one.isDefault) ||
    routeTablesIn(place).all().filter(within).length > 1;
  if (inUse) throw new AwsFailure('DependencyViolation', `The vpc '${id}' has dependencies and cannot be deleted.`);
  for (const group of groupsIn(place).all()) if (within(group)) forgetGroup(place, group.id);
  for (const rows of [aclsIn(place), routeTablesIn(place)])
    for (const row of rows.all())
      if (within(row)) {
        rows.delete(row.id);
        dropTags(place, row.id);
      }
  vpcsIn(place).delete(id);
  dropTags(place, id);
};
