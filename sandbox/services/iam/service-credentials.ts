import { randomBytes } from 'node:crypto';
import type {
  CreateServiceSpecificCredentialRequest,
  CreateServiceSpecificCredentialResponse,
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
} from '@aws-sdk/client-iam';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { credentialId } from '../ids.js';
import { quotaExceeded } from './failures.js';
import { listed } from './listing.js';
import { needOnOwn } from './own.js';
import type { UserRecord } from './records.js';
import { serviceCredentialsIn, type ServiceCredentialRecord } from './user-records.js';
import { changes, ownedBy, ownerOf } from './owned.js';

const MOST_PER_SERVICE = 2;
const DAY_MS = 86_400_000;
const SERVICES = ['codecommit.amazonaws.com', 'cassandra.amazonaws.com', 'bedrock.amazonaws.com', 'logs.amazonaws.com'];

const shown = (user: UserRecord, one: ServiceCredentialRecord) => ({
  UserName: user.name,
  ServiceName: one.service,
  ServiceUserName: one.serviceUserName,
  ServiceSpecificCredentialId: one.id,
  Status: one.status,
  CreateDate: new Date(one.createdAt),
  ...(one.expiresAt !== undefined && { ExpirationDate: new Date(one.expiresAt) }),
});

/** Create, List, Update and Delete of service-specific credentials. */
export const serviceCredentialOperations: Operations = {
  CreateServiceSpecificCredential: operation<
    CreateServiceSpecificCredentialRequest,
    CreateServiceSpecificCredentialResponse
  >((call, input) => {
    const user = ownerOf(call, input);
    const { ServiceName = '', CredentialAgeDays } = input;
    if (!SERVICES.includes(ServiceName))
      throw new AwsFailure('NotSupportedService', `No such service ${ServiceName} supports this credential.`, 404);
    const theirs = ownedBy(serviceCredentialsIn(call), user).filter(({ service }) => service === ServiceName);
    if (theirs.length >= MOST_PER_SERVICE) throw quotaExceeded('ServiceSpecificCredentialsPerUser', MOST_PER_SERVICE);
    const id = credentialId('ACCA');
    const createdAt = call.world.clock.now();
    const row = serviceCredentialsIn(call).put(id, {
      id,
      userId: user.id,
      createdAt,
      service: ServiceName,
      serviceUserName: `${user.name}-at-${call.account}`,
      status: 'Active',
      ...(CredentialAgeDays !== undefined && { expiresAt: createdAt + CredentialAgeDays * DAY_MS }),
    });
    const ServicePassword = randomBytes(33).toString('base64');
    return { ServiceSpecificCredential: { ...shown(user, row), ServicePassword } };
  }, needOnOwn),

  ListServiceSpecificCredentials: operation<
    ListServiceSpecificCredentialsRequest,
    ListServiceSpecificCredentialsResponse
  >((call, input) => {
    const user = ownerOf(call, input);
    const theirs = ownedBy(serviceCredentialsIn(call), user).filter(
      ({ service }) => input.ServiceName === undefined || service === input.ServiceName,
    );
    const { items, rest } = listed(theirs, input);
    return { ServiceSpecificCredentials: items.map((one) => shown(user, one)), ...rest };
  }, needOnOwn),

  ...changes(
    'ServiceSpecificCredential',
    serviceCredentialsIn,
    ({ ServiceSpecificCredentialId }: { ServiceSpecificCredentialId?: string }) => ServiceSpecificCredentialId,
  ),
};
