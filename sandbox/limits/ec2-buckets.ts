import type { Limit } from './limit.js';

// The uncategorized actions of "Request throttling for the Amazon EC2 API" (Amazon EC2 Developer Guide).
const GROUPS: readonly (readonly [limit: Limit, operations: string])[] = [
  [
    [100, 5],
    `AssignIpv6Addresses AssignPrivateIpAddresses AssociateIamInstanceProfile CreateLaunchTemplateVersion
     CreateNetworkInterface CreateSnapshot CreateSnapshots CreateVolume DeleteNetworkInterface DeleteSnapshot DeleteVolume
     DeregisterImage DescribeSpotFleetInstances DescribeSpotFleetRequestHistory DisassociateIamInstanceProfile
     ModifyImageAttribute ModifyInstanceMetadataOptions ModifyLaunchTemplate ModifyNetworkInterfaceAttribute
     ModifySnapshotAttribute TerminateInstances UnassignPrivateIpAddresses`,
  ],
  [[100, 10], 'CreateTags DeleteTags'],
  [[100, 13], 'DescribeSpotDatafeedSubscription'],
  [[100, 1], 'CopyImage'],
  [[50, 3], 'CreateSpotDatafeedSubscription DeleteSpotDatafeedSubscription DescribeSpotFleetRequests'],
  [[50, 0.5], 'DescribeStoreImageTasks'],
  [[50, 0.1], 'CreateRestoreImageTask CreateStoreImageTask'],
  [[20, 5], 'DescribeSecurityGroupReferences DescribeStaleSecurityGroups'],
  [
    [20, 4],
    `CreateVerifiedAccessEndpoint DeleteVerifiedAccessEndpoint ModifyVerifiedAccessEndpoint
     ModifyVerifiedAccessEndpointPolicy ModifyVerifiedAccessGroupPolicy`,
  ],
  [
    [10, 10],
    `DescribeAggregateIdFormat DescribeIdentityIdFormat DescribeIdFormat DescribePrincipalIdFormat
     DescribeReservedInstancesOfferings`,
  ],
  [
    [10, 2],
    `AttachVerifiedAccessTrustProvider CreateVerifiedAccessGroup CreateVerifiedAccessInstance
     CreateVerifiedAccessTrustProvider DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance
     DeleteVerifiedAccessTrustProvider DescribeVerifiedAccessInstanceLoggingConfigurations
     DetachVerifiedAccessTrustProvider ModifyVerifiedAccessGroup ModifyVerifiedAccessInstance
     ModifyVerifiedAccessInstanceLoggingConfiguration ModifyVerifiedAccessTrustProvider`,
  ],
  [
    [10, 1],
    `AcceptVpcEndpointConnections AssignPrivateNatGatewayAddress AssociateEnclaveCertificateIamRole
     AssociateNatGatewayAddress CreateNatGateway CreateVpcEndpointServiceConfiguration DeleteNatGateway
     DeleteVpcEndpointServiceConfigurations DisassociateEnclaveCertificateIamRole DisassociateNatGatewayAddress
     GetAssociatedEnclaveCertificateIamRoles ModifyVpcEndpointServiceConfiguration RejectVpcEndpointConnections
     UnassignPrivateNatGatewayAddress`,
  ],
  [
    [10, 0.15],
    `DescribeCapacityBlockExtensionOfferings DescribeCapacityBlockOfferings PurchaseCapacityBlock
     PurchaseCapacityBlockExtension`,
  ],
  [
    [5, 5],
    `DeleteQueuedReservedInstances DescribeDeclarativePoliciesReports GetDeclarativePoliciesReportSummary
     PurchaseReservedInstancesOffering`,
  ],
  [
    [5, 2],
    `AuthorizeClientVpnIngress CreateClientVpnRoute DeleteClientVpnRoute DescribeHostReservationOfferings
     DescribeHostReservations DisableFastLaunch EnableFastLaunch GetHostReservationPurchasePreview
     PurchaseHostReservation RevokeClientVpnIngress RunInstances StartInstances`,
  ],
  [
    [5, 1],
    `CreateCoipCidr CreateCoipPool CreateSubnetCidrReservation DeleteCoipCidr DeleteCoipPool DeleteCoipPoolPermission
     DeleteSubnetCidrReservation`,
  ],
  [[4, 0.3], 'CreateVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpoint'],
  [[2, 2], 'ModifyInstanceMetadataDefaults'],
  [
    [1, 1],
    `CancelDeclarativePoliciesReport CreateDefaultSubnet CreateDefaultVpc DescribeInstanceTopology
     DescribeMovingAddresses MoveAddressToVpc RestoreAddressToClassic StartDeclarativePoliciesReport`,
  ],
  [[1, 0.5], 'AssociateCapacityReservationBillingOwner DescribeByoipCidrs DisassociateCapacityReservationBillingOwner'],
  [
    [1, 0.1],
    `AdvertiseByoipCidr DeprovisionByoipCidr DisableImageBlockPublicAccess DisableSnapshotBlockPublicAccess
     EnableImageBlockPublicAccess EnableSnapshotBlockPublicAccess ProvisionByoipCidr WithdrawByoipCidr`,
  ],
];

/** EC2 operations that have a bucket size of their own. */
export const ownBuckets: ReadonlyMap<string, Limit> = new Map(
  GROUPS.flatMap(([limit, operations]) => operations.split(/\s+/).map((operation) => [operation, limit] as const)),
);
