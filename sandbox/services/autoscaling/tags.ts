import type {
  CreateOrUpdateTagsType,
  DeleteTagsType,
  DescribeTagsType,
  Tag,
  TagsType,
} from '@aws-sdk/client-auto-scaling';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { tagsShown } from './group-views.js';
import { needOn } from './needs.js';
import { groupOf, groupsIn } from './records.js';
import { tagsFrom } from './tag-values.js';

const groupsNamed = (tags: readonly Tag[]): readonly string[] => [
  ...new Set(tags.map(({ ResourceId = '' }) => ResourceId)),
];

const needs =
  (action: string) =>
  (call: Call, { Tags = [] }: { readonly Tags: readonly Tag[] | undefined }) =>
    groupsNamed(Tags).map((name) => needOn(call, action, name));

/** CreateOrUpdateTags, DeleteTags, DescribeTags: the tags of groups. Instances get them when they are launched. */
export const tagOperations: Operations = {
  CreateOrUpdateTags: operation<CreateOrUpdateTagsType, object>((call, { Tags = [] }) => {
    for (const name of groupsNamed(Tags)) {
      const group = groupOf(call, name);
      const own = Tags.filter(({ ResourceId }) => ResourceId === name);
      groupsIn(call).put(name, { ...group, tags: tagsFrom(name, own, group.tags) });
    }
    return {};
  }, needs('CreateOrUpdateTags')),

  DeleteTags: operation<DeleteTagsType, object>((call, { Tags = [] }) => {
    for (const name of groupsNamed(Tags)) {
      const group = groupOf(call, name);
      const keys = Tags.filter(({ ResourceId }) => ResourceId === name).map(({ Key }) => Key);
      groupsIn(call).put(name, { ...group, tags: group.tags.filter(({ key }) => !keys.includes(key)) });
    }
    return {};
  }, needs('DeleteTags')),

  DescribeTags: operation<DescribeTagsType, TagsType>((call, { Filters = [], MaxRecords, NextToken }) => {
    const found = groupsIn(call)
      .all()
      .flatMap(tagsShown)
      .filter((tag) =>
        Filters.every(({ Name = '', Values = [] }) => {
          const value: Readonly<Record<string, string | undefined>> = {
            'auto-scaling-group': tag.ResourceId,
            key: tag.Key,
            value: tag.Value,
            'propagate-at-launch': String(tag.PropagateAtLaunch),
          };
          if (!Object.hasOwn(value, Name))
            throw new AwsFailure('ValidationError', `Filter type ${Name} is not correct.`);
          return Values.includes(value[Name] ?? '');
        }),
      );
    const { items, next } = page(found, { max: MaxRecords, token: NextToken, usual: 50 });
    return { Tags: [...items], ...(next && { NextToken: next }) };
  }),
};
