import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2';

/** The name of a resource and, where it matters, what it belongs to. */
export const nameTags = (name: string, more: Readonly<Record<string, string>> = {}): Tag[] =>
  Object.entries({ Name: name, ...more }).map(([Key, Value]) => ({ Key, Value }));

/** Names new resources of EC2, of each of the types that one call makes. */
export const named = (
  name: string,
  types: ResourceType | readonly ResourceType[],
  more: Readonly<Record<string, string>> = {},
): TagSpecification[] => [types].flat().map((type) => ({ ResourceType: type, Tags: nameTags(name, more) }));
