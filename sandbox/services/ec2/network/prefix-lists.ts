import { createHash } from 'node:crypto';
import type {
  DescribeManagedPrefixListsRequest,
  DescribeManagedPrefixListsResult,
  DescribePrefixListsRequest,
  DescribePrefixListsResult,
  GetManagedPrefixListEntriesRequest,
  GetManagedPrefixListEntriesResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Operations, type Place } from '../../operation.js';
import { page } from '../../paging.js';
import { filtered } from '../filters.js';
import { nextOf } from '../listing.js';

/** A prefix list of AWS's own. */
export type PrefixList = { readonly id: string; readonly name: string; readonly cidrs: readonly string[] };

// Blocks of the two services that have gateway endpoints; the true ones differ by Region and over time.
const CIDRS = { s3: ['52.92.0.0/17', '52.218.0.0/17'], dynamodb: ['52.94.24.0/23', '52.119.240.0/21'] };

/** The prefix lists that AWS keeps in this Region. Their ids are the same for every account. */
export const prefixLists = ({ region }: Pick<Place, 'region'>): readonly PrefixList[] =>
  (['s3', 'dynamodb'] as const).map((service) => {
    const name = `com.amazonaws.${region}.${service}`;
    return { id: `pl-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`, name, cidrs: CIDRS[service] };
  });

/** A prefix list by id; else AWS's refusal. */
export const prefixListNamed = (place: Place, id: string): PrefixList => {
  if (!/^pl-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id))
    throw new AwsFailure('InvalidPrefixListId.Malformed', `Invalid id: "${id}" (expecting "pl-...")`);
  const found = prefixLists(place).find((one) => one.id === id);
  if (found === undefined)
    throw new AwsFailure('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  return found;
};

const chosen = (place: Place, ids: readonly string[] | undefined): readonly PrefixList[] =>
  ids === undefined || ids.length === 0 ? prefixLists(place) : ids.map((id) => prefixListNamed(place, id));

/** DescribePrefixLists, DescribeManagedPrefixLists, GetManagedPrefixListEntries: those of AWS, no others exist. */
export const prefixListOperations: Operations = {
  DescribePrefixLists: operation<DescribePrefixListsRequest, DescribePrefixListsResult>((call, input) => {
    const found = filtered(chosen(call, input.PrefixListIds), input.Filters, {
      'prefix-list-id': (one) => one.id,
      'prefix-list-name': (one) => one.name,
    });
    const cut = page(found, { max: input.MaxResults, token: input.NextToken });
    return {
      PrefixLists: cut.items.map((one) => ({ PrefixListId: one.id, PrefixListName: one.name, Cidrs: [...one.cidrs] })),
      ...nextOf(cut),
    };
  }),

  DescribeManagedPrefixLists: operation<DescribeManagedPrefixListsRequest, DescribeManagedPrefixListsResult>(
    (call, input) => {
      const found = filtered(chosen(call, input.PrefixListIds), input.Filters, {
        'owner-id': () => 'AWS',
        'prefix-list-id': (one) => one.id,
        'prefix-list-name': (one) => one.name,
      });
      const cut = page(found, { max: input.MaxResults, token: input.NextToken });
      return {
        PrefixLists: cut.items.map((one) => ({
          PrefixListId: one.id,
          PrefixListName: one.name,
          PrefixListArn: `arn:aws:ec2:${call.region}:aws:prefix-list/${one.id}`,
          AddressFamily: 'IPv4',
          State: 'create-complete',
          OwnerId: 'AWS',
          Tags: [],
        })),
        ...nextOf(cut),
      };
    },
  ),

  GetManagedPrefixListEntries: operation<GetManagedPrefixListEntriesRequest, GetManagedPrefixListEntriesResult>(
    (call, input) => {
      const cut = page(prefixListNamed(call, input.PrefixListId ?? '').cidrs, {
        max: input.MaxResults,
        token: input.NextToken,
      });
      return { Entries: cut.items.map((Cidr) => ({ Cidr })), ...nextOf(cut) };
    },
  ),
};
