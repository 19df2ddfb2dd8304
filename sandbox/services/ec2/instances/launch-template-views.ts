import type { LaunchTemplate, LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import type { LaunchTemplateRecord, TemplateVersion } from './launch-template-records.js';
import { tagList } from '../tags.js';

/** A launch template as EC2 shows it. */
export const describeTemplate = (place: Place, row: LaunchTemplateRecord): LaunchTemplate => ({
  LaunchTemplateId: row.id,
  LaunchTemplateName: row.name,
  CreateTime: new Date(row.createdAt),
  CreatedBy: row.createdBy,
  DefaultVersionNumber: row.defaultVersion,
  LatestVersionNumber: Math.max(...row.versions.map(({ number }) => number)),
  Operator: { Managed: false },
  Tags: tagList(place, row.id),
});

/** One version of a launch template as EC2 shows it. */
export const describeVersion = (row: LaunchTemplateRecord, version: TemplateVersion): LaunchTemplateVersion => ({
  LaunchTemplateId: row.id,
  LaunchTemplateName: row.name,
  VersionNumber: version.number,
  ...(version.description !== undefined && { VersionDescription: version.description }),
  CreateTime: new Date(version.createdAt),
  CreatedBy: version.createdBy,
  DefaultVersion: version.number === row.defaultVersion,
  // What is asked for and what is shown differ in the names of their types only.
  LaunchTemplateData: version.data as NonNullable<LaunchTemplateVersion['LaunchTemplateData']>,
  Operator: { Managed: false },
});
