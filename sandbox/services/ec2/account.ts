import type {
  AccountAttribute,
  DescribeAccountAttributesRequest,
  DescribeAccountAttributesResult,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
  DescribeTrunkInterfaceAssociationsRequest,
  DescribeTrunkInterfaceAssociationsResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { existingDefaultVpc } from './network/default-vpc.js';
import { filtered } from './filters.js';
import { quotas } from './quotas.js';
import { regions, zoneId, zonesOf } from './network/zones.js';

/** DescribeRegions, DescribeAvailabilityZones, DescribeAccountAttributes, DescribeTrunkInterfaceAssociations. */
export const accountOperations: Operations = {
  DescribeRegions: operation<DescribeRegionsRequest, DescribeRegionsResult>((_call, input) => {
    const all = [
      ...regions.enabled.map((name) => ({ name: name as string, status: 'opt-in-not-required' })),
      ...regions.optIn.map((name) => ({ name: name as string, status: 'not-opted-in' })),
    ];
    const asked = input.RegionNames ?? [];
    for (const name of asked)
      if (!all.some((one) => one.name === name))
        throw new AwsFailure('InvalidParameterValue', `Invalid region name provided: ${name}`);
    const shown = all.filter((one) =>
      asked.length > 0 ? asked.includes(one.name) : input.AllRegions === true || one.status === 'opt-in-not-required',
    );
    const found = filtered(shown, input.Filters, {
      endpoint: (one) => `ec2.${one.name}.amazonaws.com`,
      'opt-in-status': (one) => one.status,
      'region-name': (one) => one.name,
    });
    return {
      Regions: found.map((one) => ({
        RegionName: one.name,
        Endpoint: `ec2.${one.name}.amazonaws.com`,
        OptInStatus: one.status,
      })),
    };
  }),

  DescribeAvailabilityZones: operation<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult>(
    (call, input) => {
      const all = zonesOf(call.region);
      const ids = all.map(zoneId);
      for (const name of input.ZoneNames ?? [])
        if (!all.includes(name)) throw new AwsFailure('InvalidParameterValue', `Invalid availability zones: [${name}]`);
      for (const id of input.ZoneIds ?? [])
        if (!ids.includes(id)) throw new AwsFailure('InvalidParameterValue', `Invalid availability zone-id: [${id}]`);
      const named = all.filter(
        (zone) =>
          (!input.ZoneNames?.length || input.ZoneNames.includes(zone)) &&
          (!input.ZoneIds?.length || input.ZoneIds.includes(zoneId(zone))),
      );
      const found = filtered(named, input.Filters, {
        'group-name': () => call.region,
        message: () => undefined,
        'opt-in-status': () => 'opt-in-not-required',
        'parent-zone-id': () => undefined,
        'parent-zone-name': () => undefined,
        'region-name': () => call.region,
        state: () => 'available',
        'zone-id': zoneId,
        'zone-name': (zone) => zone,
        'zone-type': () => 'availability-zone',
      });
      return {
        AvailabilityZones: found.map((zone) => ({
          ZoneName: zone,
          ZoneId: zoneId(zone),
          RegionName: call.region,
          GroupName: call.region,
          NetworkBorderGroup: call.region,
          ZoneType: 'availability-zone',
          State: 'available',
          OptInStatus: 'opt-in-not-required',
          Messages: [],
        })),
      };
    },
  ),

  DescribeAccountAttributes: operation<DescribeAccountAttributesRequest, DescribeAccountAttributesResult>(
    (call, { AttributeNames = [] }) => {
      const all: readonly (readonly [string, string])[] = [
        ['supported-platforms', 'VPC'],
        ['vpc-max-security-groups-per-interface', String(quotas.groupsPerInterface)],
        ['max-elastic-ips', String(quotas.elasticAddresses)],
        ['max-instances', '20'],
        ['vpc-max-elastic-ips', String(quotas.elasticAddresses)],
        ['default-vpc', existingDefaultVpc(call)?.id ?? 'none'],
      ];
      const shown = all.filter(([name]) => AttributeNames.length === 0 || AttributeNames.some((one) => one === name));
      return {
        AccountAttributes: shown.map(([AttributeName, AttributeValue]): AccountAttribute => ({
          AttributeName,
          AttributeValues: [{ AttributeValue }],
        })),
      };
    },
  ),

  // AssociateTrunkInterface is not simulated: no interface is a branch of another.
  DescribeTrunkInterfaceAssociations: operation<
    DescribeTrunkInterfaceAssociationsRequest,
    DescribeTrunkInterfaceAssociationsResult
  >((_call, { AssociationIds = [] }) => {
    const [unknown] = AssociationIds;
    if (unknown !== undefined)
      throw new AwsFailure(
        'InvalidTrunkAssociationID.NotFound',
        `The trunk interface association ID '${unknown}' does not exist`,
      );
    return { InterfaceAssociations: [] };
  }),
};
