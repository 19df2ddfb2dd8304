// "Filtering findings in GuardDuty" (Amazon GuardDuty User Guide) and ListFindings (API Reference): the attributes
// that findings can be asked for by.
const API_CALL = `callerType errorCode remoteAccountDetails.affiliated remoteIpDetails.city.cityName
  remoteIpDetails.country.countryName remoteIpDetails.ipAddressV4 remoteIpDetails.ipAddressV6
  remoteIpDetails.organization.asn remoteIpDetails.organization.asnOrg serviceName api`;
const CONNECTION = `blocked connectionDirection localIpDetails.ipAddressV4 localPortDetails.port protocol
  remoteIpDetails.city.cityName remoteIpDetails.country.countryName remoteIpDetails.ipAddressV4
  remoteIpDetails.ipAddressV6 remoteIpDetails.organization.asn remoteIpDetails.organization.asnOrg
  remotePortDetails.port`;
const INSTANCE = `iamInstanceProfile.id imageId instanceId instanceType outpostArn tags.key tags.value`;
const INTERFACE = `ipv6Addresses privateIpAddresses.privateIpAddress publicDnsName publicIp securityGroups.groupId
  securityGroups.groupName subnetId vpcId`;

const below = (prefix: string, names: string): readonly string[] =>
  names.split(/\s+/).map((name) => `${prefix}.${name}`);

const NAMES = new Set([
  'accountId',
  'confidence',
  'createdAt',
  'id',
  'region',
  'severity',
  'type',
  'updatedAt',
  ...below('resource', 'resourceType'),
  ...below('resource.accessKeyDetails', 'accessKeyId principalId userName userType'),
  ...below('resource.instanceDetails', INSTANCE),
  ...below('resource.instanceDetails.networkInterfaces', INTERFACE),
  ...below('resource.s3BucketDetails', 'name publicAccess.effectivePermission tags.key tags.value type'),
  ...below('service', 'archived resourceRole additionalInfo.threatListName additionalInfo.threatName'),
  ...below('service', 'ebsVolumeScanDetails.scanId action.actionType'),
  ...below('service.action.awsApiCallAction', API_CALL),
  ...below('service.action.dnsRequestAction', 'domain domainWithSuffix protocol'),
  ...below('service.action.networkConnectionAction', CONNECTION),
]);

/** Whether findings can be filtered and sorted by an attribute. */
export const isCriterion = (name: string): boolean => NAMES.has(name);
