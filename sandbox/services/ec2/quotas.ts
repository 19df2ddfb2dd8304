import { AwsFailure } from '../operation.js';

/** What an account may have at most in one Region by default ("Amazon VPC quotas", Amazon VPC User Guide). */
export const quotas = {
  vpcs: 5,
  subnetsPerVpc: 200,
  routeTablesPerVpc: 200,
  routesPerTable: 500,
  internetGateways: 5,
  natGatewaysPerZone: 5,
  elasticAddresses: 5,
  networkAclsPerVpc: 200,
  entriesPerAcl: 20,
  groups: 2500,
  rulesPerGroup: 60,
  groupsPerInterface: 5,
  interfaces: 5000,
  gatewayEndpoints: 20,
  interfaceEndpointsPerVpc: 50,
} as const;

/** Refuses with `code` when `count` things are more than `most`. */
export const limit = (count: number, most: number, code: string, message: string): void => {
  if (count > most) throw new AwsFailure(code, message);
};
