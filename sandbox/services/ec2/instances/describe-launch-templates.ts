import type {
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplatesResult,
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult,
} from '@aws-sdk/client-ec2';
import { operation, type Operations } from '../../operation.js';
import { page } from '../../paging.js';
import { filtered } from '../filters.js';
import { findTemplate, launchTemplatesIn, versionOf } from './launch-template-records.js';
import { describeTemplate, describeVersion } from './launch-template-views.js';
import { nextOf } from '../listing.js';
import { tagsOf } from '../tags.js';

/** DescribeLaunchTemplates, DescribeLaunchTemplateVersions. */
export const describeLaunchTemplateOperations: Operations = {
  DescribeLaunchTemplates: operation<DescribeLaunchTemplatesRequest, DescribeLaunchTemplatesResult>((call, input) => {
    const { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [], Filters, MaxResults, NextToken } = input;
    const rows =
      ids.length + names.length > 0
        ? [
            ...ids.map((LaunchTemplateId) => findTemplate(call, { LaunchTemplateId })),
            ...names.map((LaunchTemplateName) => findTemplate(call, { LaunchTemplateName })),
          ]
        : launchTemplatesIn(call).all();
    const readers = {
      'create-time': (one: { readonly createdAt: number }) => new Date(one.createdAt).toISOString(),
      'launch-template-name': (one: { readonly name: string }) => one.name,
    };
    const found = filtered(rows, Filters, readers, (one) => tagsOf(call, one.id));
    const cut = page(found, { max: MaxResults, token: NextToken });
    return { LaunchTemplates: cut.items.map((row) => describeTemplate(call, row)), ...nextOf(cut) };
  }),

  DescribeLaunchTemplateVersions: operation<
    DescribeLaunchTemplateVersionsRequest,
    DescribeLaunchTemplateVersionsResult
  >((call, input) => {
    const { Versions = [], MinVersion, MaxVersion, MaxResults, NextToken, Filters } = input;
    const isNamed = input.LaunchTemplateId !== undefined || input.LaunchTemplateName !== undefined;
    const rows = isNamed ? [findTemplate(call, input)] : launchTemplatesIn(call).all();
    const all = rows.flatMap((row) => {
      const versions = Versions.length > 0 ? Versions.map((asked) => versionOf(row, asked)) : row.versions;
      return versions.map((version) => describeVersion(row, version));
    });
    const between = all
      .filter(({ VersionNumber = 0 }) => VersionNumber >= Number(MinVersion ?? 0))
      .filter(({ VersionNumber = 0 }) => VersionNumber <= Number(MaxVersion ?? Infinity))
      .toSorted((a, b) => (b.VersionNumber ?? 0) - (a.VersionNumber ?? 0));
    const found = filtered(between, Filters, {
      'image-id': (one) => one.LaunchTemplateData?.ImageId,
      'instance-type': (one) => one.LaunchTemplateData?.InstanceType,
      'is-default-version': (one) => one.DefaultVersion,
    });
    const cut = page(found, { max: MaxResults, token: NextToken });
    return { LaunchTemplateVersions: [...cut.items], ...nextOf(cut) };
  }),
};
