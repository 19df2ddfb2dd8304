import type {
  CreateAccountAliasRequest,
  GetAccountSummaryResponse,
  ListAccountAliasesRequest,
  ListAccountAliasesResponse,
} from '@aws-sdk/client-iam';
import { operation, type Operations } from '../operation.js';
import { alreadyExists, noSuchEntity } from './failures.js';
import { listed } from './listing.js';
import { accessKeysOf, groupsIn, policiesIn, profilesIn, rolesIn, scopeOf, usersIn, type Home } from './records.js';
import { mfaDevicesIn } from './user-records.js';

type Alias = { readonly alias: string };
type Owner = { readonly account: string };

const aliasesIn = (home: Home) => home.world.table<Alias>('iam.aliases', scopeOf(home));
const aliasOwners = (home: Home) => home.world.table<Owner>('iam.aliasOwners');

/** CreateAccountAlias, DeleteAccountAlias, ListAccountAliases, GetAccountSummary. */
export const accountOperations: Operations = {
  CreateAccountAlias: operation<CreateAccountAliasRequest, object>((call, { AccountAlias = '' }) => {
    if (aliasOwners(call).get(AccountAlias) !== undefined) throw alreadyExists('The account alias', AccountAlias);
    // An account has one alias: a new one takes the place of the old.
    for (const { alias } of aliasesIn(call).all()) aliasOwners(call).delete(alias);
    aliasesIn(call).put('alias', { alias: AccountAlias });
    aliasOwners(call).put(AccountAlias, { account: call.account });
    return {};
  }),

  DeleteAccountAlias: operation<CreateAccountAliasRequest, object>((call, { AccountAlias = '' }) => {
    if (aliasesIn(call).get('alias')?.alias !== AccountAlias)
      throw noSuchEntity(`The account alias with name ${AccountAlias} cannot be found.`);
    aliasesIn(call).delete('alias');
    aliasOwners(call).delete(AccountAlias);
    return {};
  }),

  ListAccountAliases: operation<ListAccountAliasesRequest, ListAccountAliasesResponse>((call, input) => {
    const { items, rest } = listed(
      aliasesIn(call)
        .all()
        .map(({ alias }) => alias),
      input,
    );
    return { AccountAliases: items, ...rest };
  }),

  GetAccountSummary: operation<object, GetAccountSummaryResponse>((call) => {
    const devices = mfaDevicesIn(call).all();
    const policies = policiesIn(call).all();
    const rootKeys = accessKeysOf(call.world)
      .all()
      .filter((key) => key.account === call.account && key.userName === undefined);
    return {
      SummaryMap: {
        Users: usersIn(call).all().length,
        UsersQuota: 5_000,
        Groups: groupsIn(call).all().length,
        GroupsQuota: 300,
        GroupsPerUserQuota: 10,
        Roles: rolesIn(call).all().length,
        RolesQuota: 1_000,
        Policies: policies.length,
        PoliciesQuota: 1_500,
        PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.length, 0),
        PolicyVersionsInUseQuota: 10_000,
        VersionsPerPolicyQuota: 5,
        PolicySizeQuota: 6_144,
        UserPolicySizeQuota: 2_048,
        GroupPolicySizeQuota: 5_120,
        RolePolicySizeQuota: 10_240,
        AssumeRolePolicySizeQuota: 2_048,
        AttachedPoliciesPerUserQuota: 10,
        AttachedPoliciesPerGroupQuota: 10,
        AttachedPoliciesPerRoleQuota: 10,
        InstanceProfiles: profilesIn(call).all().length,
        InstanceProfilesQuota: 1_000,
        AccessKeysPerUserQuota: 2,
        SigningCertificatesPerUserQuota: 2,
        ServerCertificates: 0,
        ServerCertificatesQuota: 20,
        Providers: 0,
        MFADevices: devices.length,
        MFADevicesInUse: devices.filter(({ userId }) => userId !== undefined).length,
        AccountMFAEnabled: devices.some(({ userId }) => userId === call.account) ? 1 : 0,
        AccountAccessKeysPresent: rootKeys.length > 0 ? 1 : 0,
        AccountPasswordPresent: 1,
        AccountSigningCertificatesPresent: 0,
        GlobalEndpointTokenVersion: 1,
      },
    };
  }),
};
