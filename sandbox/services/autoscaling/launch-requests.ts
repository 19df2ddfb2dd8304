import type { LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { findTemplate, versionOf } from '../ec2/instances/launch-template-records.js';
import { withTemplate } from '../ec2/instances/launch-template-use.js';
import { AwsFailure, type Place } from '../operation.js';
import { configurationsIn } from './launch-configurations.js';
import type { Source, Template } from './records.js';

/** The template that a request names, with the version as it is named there. */
export const templateOf = (place: Place, named: LaunchTemplateSpecification): Template => {
  try {
    const row = findTemplate(place, named);
    const { Version: version = '$Default' } = named;
    versionOf(row, version);
    return { id: row.id, name: row.name, version };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    throw new AwsFailure('ValidationError', `You must use a valid fully-formed launch template. ${error.message}`);
  }
};

/** What to ask EC2 for, and the source with the number of the template's version. */
export const launchRequest = (
  place: Place,
  source: Source,
): { readonly request: RunInstancesRequest; readonly source: Source } => {
  const { launchConfiguration, template, mixed } = source;
  if (launchConfiguration !== undefined) return { request: fromConfiguration(place, launchConfiguration), source };
  if (template === undefined) throw new AwsFailure('ValidationError', 'The group has nothing to launch from.');
  const named = { LaunchTemplateId: template.id, Version: template.version };
  const [override] = mixed?.LaunchTemplate?.Overrides ?? [];
  const request = withTemplate(place, { MinCount: 1, MaxCount: 1, LaunchTemplate: named });
  const { number } = versionOf(findTemplate(place, { LaunchTemplateId: template.id }), template.version);
  return {
    request:
      override?.InstanceType === undefined
        ? request
        : { ...request, InstanceType: override.InstanceType as NonNullable<RunInstancesRequest['InstanceType']> },
    source: { template: { ...template, version: String(number) } },
  };
};

const fromConfiguration = (place: Place, name: string): RunInstancesRequest => {
  const input = configurationsIn(place).get(name)?.input;
  if (input === undefined) throw new AwsFailure('ValidationError', `Launch configuration ${name} not found`);
  const { AssociatePublicIpAddress: isPublic, SecurityGroups = [], IamInstanceProfile: profile } = input;
  const groups = [...SecurityGroups];
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: input.ImageId,
    InstanceType: input.InstanceType as RunInstancesRequest['InstanceType'],
    KeyName: input.KeyName,
    UserData: input.UserData,
    ...(profile !== undefined && {
      IamInstanceProfile: profile.startsWith('arn:') ? { Arn: profile } : { Name: profile },
    }),
    BlockDeviceMappings: input.BlockDeviceMappings as RunInstancesRequest['BlockDeviceMappings'],
    MetadataOptions: input.MetadataOptions,
    EbsOptimized: input.EbsOptimized ?? false,
    Monitoring: { Enabled: input.InstanceMonitoring?.Enabled ?? true },
    ...(isPublic === undefined
      ? groups.length > 0 && { SecurityGroupIds: groups }
      : {
          NetworkInterfaces: [
            { DeviceIndex: 0, AssociatePublicIpAddress: isPublic, ...(groups.length > 0 && { Groups: groups }) },
          ],
        }),
  };
};
