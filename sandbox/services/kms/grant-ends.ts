import type {
  GrantListEntry,
  ListGrantsRequest,
  ListGrantsResponse,
  ListRetirableGrantsRequest,
  RetireGrantRequest,
  RevokeGrantRequest,
} from '@aws-sdk/client-kms';
import { notSimulated } from '../not-simulated.js';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { INVALID_MARKER, invalid } from './failures.js';
import { grantOfToken, type Granted } from './grant-tokens.js';
import { isNamed } from './key-policy.js';
import { keyById } from './lookup.js';
import { keyNeed, onKey } from './needs.js';
import { grantsIn, homeOf, keysIn, type GrantRecord, type KeyRecord } from './records.js';

const onIt = (call: Call, key: KeyRecord, id: string): GrantRecord => {
  const grant = grantsIn(homeOf(call, key)).get(id);
  if (grant?.keyId !== key.id) throw new AwsFailure('NotFoundException', `Grant ID ${id} not found`);
  return grant;
};

const toRetire = (call: Call, { GrantToken, KeyId, GrantId }: RetireGrantRequest): Granted => {
  if (GrantToken !== undefined) {
    if (KeyId !== undefined || GrantId !== undefined)
      throw invalid('Please specify either the grant token, or the key ID and the grant ID.');
    return grantOfToken(call, GrantToken);
  }
  if (KeyId === undefined || GrantId === undefined)
    throw invalid('Please specify either the grant token, or the key ID and the grant ID.');
  const key = keyById(call, KeyId);
  return { key, grant: onIt(call, key, GrantId) };
};

const listed = (
  grants: readonly { readonly key: KeyRecord; readonly grant: GrantRecord }[],
  { Limit, Marker }: { readonly Limit?: number | undefined; readonly Marker?: string | undefined },
): ListGrantsResponse => {
  const { items, next } = page(grants, { max: Limit, token: Marker, usual: 50, invalid: INVALID_MARKER });
  return { Grants: items.map(shown), Truncated: next !== undefined, ...(next && { NextMarker: next }) };
};

const shown = ({ key, grant }: Granted): GrantListEntry => ({
  KeyId: key.arn,
  GrantId: grant.id,
  Name: grant.name ?? '',
  CreationDate: new Date(grant.createdAt),
  GranteePrincipal: grant.grantee,
  ...(grant.retiring !== undefined && { RetiringPrincipal: grant.retiring }),
  IssuingAccount: grant.issuingAccount,
  Operations: [...grant.operations],
  ...(grant.constraints !== undefined && { Constraints: grant.constraints }),
});

/** ListGrants, ListRetirableGrants, RevokeGrant, RetireGrant. */
export const grantEndOperations: Operations = {
  ListGrants: operation<ListGrantsRequest, ListGrantsResponse>((call, input) => {
    const { KeyId = '', GrantId, GranteePrincipal } = input;
    if (input.GranteeServicePrincipal !== undefined) throw notSimulated('a grant to a service principal');
    const key = keyById(call, KeyId);
    const grants = grantsIn(homeOf(call, key))
      .all()
      .filter((one) => one.keyId === key.id)
      .filter((one) => GrantId === undefined || one.id === GrantId)
      .filter((one) => GranteePrincipal === undefined || one.grantee === GranteePrincipal);
    return listed(
      grants.map((grant) => ({ key, grant })),
      input,
    );
  }, onKey()),

  ListRetirableGrants: operation<ListRetirableGrantsRequest, ListGrantsResponse>((call, input) => {
    if (input.RetiringServicePrincipal !== undefined) throw notSimulated('a grant to a service principal');
    const found = call.world
      .scopesOf('kms.grants')
      .filter(({ region }) => region === call.region)
      .map((scope) => ({ world: call.world, ...scope }))
      .flatMap((place) =>
        grantsIn(place)
          .all()
          .filter((grant) => grant.retiring === input.RetiringPrincipal)
          .flatMap((grant) => {
            const key = keysIn(place).get(grant.keyId);
            return key === undefined ? [] : [{ key, grant }];
          }),
      );
    return listed(found, input);
  }),

  RevokeGrant: operation<RevokeGrantRequest, object>((call, { KeyId = '', GrantId = '' }) => {
    const key = keyById(call, KeyId);
    grantsIn(homeOf(call, key)).delete(onIt(call, key, GrantId).id);
    return {};
  }, onKey()),

  RetireGrant: operation<RetireGrantRequest, object>(
    (call, input) => {
      const { key, grant } = toRetire(call, input);
      grantsIn(homeOf(call, key)).delete(grant.id);
      return {};
    },
    (call, input) => {
      const { key, grant } = toRetire(call, input);
      const may =
        (grant.retiring !== undefined && isNamed(call.caller, grant.retiring)) ||
        (grant.operations.includes('RetireGrant') && isNamed(call.caller, grant.grantee));
      return may ? [] : [keyNeed(call, 'kms:RetireGrant', key)];
    },
  ),
};
