import type { Resource } from '@aws-sdk/client-guardduty';
import { groupsIn } from '../ec2/network/network-records.js';
import { instancesIn, interfacesOf, profileAssociationsIn, stateAt } from '../ec2/records.js';
import { tagList } from '../ec2/tags.js';
import type { Place } from '../operation.js';

/** What GuardDuty says of an EC2 instance as it is now; of one that is not there, its id alone. */
export const instanceSubject = (place: Place, instanceId: string): Resource => {
  const instance = instancesIn(place).get(instanceId);
  if (instance === undefined) return { ResourceType: 'Instance', InstanceDetails: { InstanceId: instanceId } };
  const association = profileAssociationsIn(place)
    .all()
    .find((one) => one.instanceId === instanceId && one.state === 'associated');
  return {
    ResourceType: 'Instance',
    InstanceDetails: {
      AvailabilityZone: instance.zone,
      ...(association && { IamInstanceProfile: { Arn: association.profileArn, Id: association.profileId } }),
      ImageId: instance.imageId,
      InstanceId: instanceId,
      InstanceState: stateAt(instance, place.world.clock.now()),
      InstanceType: instance.type,
      LaunchTime: new Date(instance.launchedAt).toISOString(),
      NetworkInterfaces: interfacesOf(place, instanceId).map((one) => ({
        NetworkInterfaceId: one.id,
        ...(one.privateIps[0] !== undefined && { PrivateIpAddress: one.privateIps[0] }),
        PrivateIpAddresses: one.privateIps.map((PrivateIpAddress) => ({ PrivateIpAddress })),
        Ipv6Addresses: [...one.ipv6],
        ...(one.publicIp && { PublicIp: one.publicIp.ip }),
        SecurityGroups: one.groups.map((GroupId) => ({ GroupId, GroupName: groupsIn(place).get(GroupId)?.name ?? '' })),
        SubnetId: one.subnetId,
        VpcId: one.vpcId,
      })),
      ...(instance.platform === 'windows' && { Platform: 'windows' }),
      Tags: tagList(place, instanceId),
    },
  };
};

/** A key as GuardDuty shows it, and whose it is. */
export type SuspectKey = {
  readonly accessKeyId: string;
  /** `AIDA…`, or `AROA…:session`. */
  readonly principalId: string;
  /** The user's name, or the role's. */
  readonly userName: string;
  readonly userType: 'IAMUser' | 'AssumedRole' | 'Role' | 'Root' | 'FederatedUser';
};

/** What GuardDuty says of an access key. */
export const keySubject = ({ accessKeyId, principalId, userName, userType }: SuspectKey): Resource => ({
  ResourceType: 'AccessKey',
  AccessKeyDetails: { AccessKeyId: accessKeyId, PrincipalId: principalId, UserName: userName, UserType: userType },
});

/** What GuardDuty says of a bucket that a key was used on. */
export const bucketSubject = (place: Place, bucket: string, key: SuspectKey): Resource => ({
  ...keySubject(key),
  ResourceType: 'S3Bucket',
  S3BucketDetails: [
    {
      Arn: `arn:aws:s3:::${bucket}`,
      Name: bucket,
      Type: 'Destination',
      Owner: { Id: place.account },
      PublicAccess: { EffectivePermission: 'NOT_PUBLIC' },
    },
  ],
});
