import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { AwsFailure, type Place } from '../../operation.js';
import type { Table } from '../../../world/store.js';
import { finder } from '../finders.js';

/** One version of a launch template; versions never change. */
export type TemplateVersion = {
  readonly number: number;
  readonly description?: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly data: RequestLaunchTemplateData;
};

/** A launch template. Numbers of versions are never used again. */
export type LaunchTemplateRecord = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly defaultVersion: number;
  readonly nextVersion: number;
  readonly versions: readonly TemplateVersion[];
};

export const launchTemplatesIn = (place: Place): Table<LaunchTemplateRecord> =>
  place.world.table('ec2.launchTemplates', place);

export const findTemplateById = finder(launchTemplatesIn, {
  prefix: 'lt',
  malformed: 'InvalidLaunchTemplateId.Malformed',
  missing: 'InvalidLaunchTemplateId.NotFound',
  what: 'launch template ID',
});

/** How requests name a launch template. */
export type TemplateName = {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
};

/** The launch template that a request names by id or by name, one of the two. */
export const findTemplate = (place: Place, { LaunchTemplateId: id, LaunchTemplateName: name }: TemplateName) => {
  if (id !== undefined && name !== undefined)
    throw new AwsFailure('InvalidParameterCombination', 'Specify either a launch template ID or a name, not both.');
  if (id !== undefined) return findTemplateById(place, id);
  if (name === undefined) throw new AwsFailure('MissingParameter', 'A launch template ID or name is required.');
  const row = launchTemplatesIn(place)
    .all()
    .find((one) => one.name === name);
  if (row === undefined)
    throw new AwsFailure(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${name}, does not exist.`,
    );
  return row;
};

/** A version by number, `$Latest` or `$Default` (also when none is named). */
export const versionOf = (row: LaunchTemplateRecord, asked = '$Default'): TemplateVersion => {
  const latest = Math.max(...row.versions.map(({ number }) => number));
  const number = asked === '$Latest' ? latest : asked === '$Default' ? row.defaultVersion : Number(asked);
  const version = row.versions.find((one) => one.number === number);
  if (version === undefined)
    throw new AwsFailure(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find the specified version ${asked} for the launch template with ID ${row.id}.`,
    );
  return version;
};
