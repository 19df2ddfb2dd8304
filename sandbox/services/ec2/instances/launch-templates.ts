import type {
  CreateLaunchTemplateRequest,
  CreateLaunchTemplateResult,
  CreateLaunchTemplateVersionRequest,
  CreateLaunchTemplateVersionResult,
  DeleteLaunchTemplateRequest,
  DeleteLaunchTemplateResult,
  ModifyLaunchTemplateRequest,
  ModifyLaunchTemplateResult,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { hexId } from '../../ids.js';
import { AwsFailure, operation, type Call, type Operations } from '../../operation.js';
import { oncePerToken } from '../client-tokens.js';
import {
  findTemplate,
  findTemplateById,
  launchTemplatesIn,
  versionOf,
  type TemplateName,
  type TemplateVersion,
} from './launch-template-records.js';
import { describeTemplate, describeVersion } from './launch-template-views.js';
import { arnOf, dropTags, tagNew } from '../tags.js';

const newVersion = (
  call: Call,
  number: number,
  data: RequestLaunchTemplateData | undefined,
  description: string | undefined,
): TemplateVersion => {
  if (data === undefined || Object.keys(data).length === 0)
    throw new AwsFailure('MissingParameter', 'The launch template data must not be empty.');
  return {
    number,
    createdAt: call.world.clock.now(),
    createdBy: call.caller.arn,
    data,
    ...(description !== undefined && { description }),
  };
};

const checkName = (call: Call, name: string): void => {
  if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name))
    throw new AwsFailure(
      'InvalidLaunchTemplateName.MalformedException',
      `The launch template name ${name} is invalid.`,
    );
  if (
    launchTemplatesIn(call)
      .all()
      .some((one) => one.name === name)
  )
    throw new AwsFailure('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
};

const onTemplate = (call: Call, input: TemplateName) => [
  { action: `ec2:${call.operation}`, resources: [arnOf(call, 'launch-template', findTemplate(call, input).id)] },
];

/** Create-, Modify- and DeleteLaunchTemplate, CreateLaunchTemplateVersion. */
export const launchTemplateOperations: Operations = {
  CreateLaunchTemplate: operation<CreateLaunchTemplateRequest, CreateLaunchTemplateResult>(
    (call, input) => {
      const { LaunchTemplateName: name = '', LaunchTemplateData: data, VersionDescription } = input;
      const [id = ''] = oncePerToken(call, input, () => {
        checkName(call, name);
        const version = newVersion(call, 1, data, VersionDescription);
        const { createdAt, createdBy } = version;
        const row = { name, createdAt, createdBy, defaultVersion: 1, nextVersion: 2, versions: [version] };
        const made = hexId('lt');
        launchTemplatesIn(call).put(made, { id: made, ...row });
        tagNew(call, made, 'launch-template', input.TagSpecifications);
        return [made];
      });
      return { LaunchTemplate: describeTemplate(call, findTemplateById(call, id)) };
    },
    (call) => [{ action: 'ec2:CreateLaunchTemplate', resources: [arnOf(call, 'launch-template', '*')] }],
  ),

  CreateLaunchTemplateVersion: operation<CreateLaunchTemplateVersionRequest, CreateLaunchTemplateVersionResult>(
    (call, input) => {
      const row = findTemplate(call, input);
      const source = input.SourceVersion === undefined ? {} : versionOf(row, input.SourceVersion).data;
      const data = { ...source, ...input.LaunchTemplateData };
      const version = newVersion(call, row.nextVersion, data, input.VersionDescription);
      const changed = { ...row, nextVersion: row.nextVersion + 1, versions: [...row.versions, version] };
      return { LaunchTemplateVersion: describeVersion(launchTemplatesIn(call).put(row.id, changed), version) };
    },
    onTemplate,
  ),

  ModifyLaunchTemplate: operation<ModifyLaunchTemplateRequest, ModifyLaunchTemplateResult>((call, input) => {
    const row = findTemplate(call, input);
    const { number } = versionOf(row, input.DefaultVersion);
    return {
      LaunchTemplate: describeTemplate(call, launchTemplatesIn(call).put(row.id, { ...row, defaultVersion: number })),
    };
  }, onTemplate),

  DeleteLaunchTemplate: operation<DeleteLaunchTemplateRequest, DeleteLaunchTemplateResult>((call, input) => {
    const row = findTemplate(call, input);
    const shown = describeTemplate(call, row);
    launchTemplatesIn(call).delete(row.id);
    dropTags(call, row.id);
    return { LaunchTemplate: shown };
  }, onTemplate),
};
