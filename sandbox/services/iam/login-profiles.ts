import { createHash } from 'node:crypto';
import type {
  CreateLoginProfileRequest,
  CreateLoginProfileResponse,
  DeleteLoginProfileRequest,
  GetLoginProfileRequest,
  GetLoginProfileResponse,
  LoginProfile,
  UpdateLoginProfileRequest,
} from '@aws-sdk/client-iam';
import { AwsFailure, operation, type Call, type Operations } from '../operation.js';
import { callerName } from './caller.js';
import { alreadyExists, noSuchEntity } from './failures.js';
import { userNamed } from './find.js';
import { needOnOwn } from './own.js';
import type { UserRecord } from './records.js';
import { loginProfilesIn, type LoginProfileRecord } from './user-records.js';

/** The password policy of an account that has set none ("Default password policy"). */
const SHORTEST = 8;
const KINDS_NEEDED = 3;

const hashOf = (password: string): string => createHash('sha256').update(password).digest('hex');

const checkPassword = (password: string): void => {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (password.length < SHORTEST || kinds < KINDS_NEEDED)
    throw new AwsFailure(
      'PasswordPolicyViolation',
      `Password should have a minimum length of ${SHORTEST} and at least ${KINDS_NEEDED} kinds of characters`,
      400,
    );
};

const ownerOf = (call: Call, UserName: string | undefined): UserRecord => userNamed(call, UserName ?? callerName(call));

const profileOf = (call: Call, user: UserRecord): LoginProfileRecord => {
  const profile = loginProfilesIn(call).get(user.id);
  if (profile === undefined) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
  return profile;
};

const shown = ({ name }: UserRecord, { createdAt, resetRequired }: LoginProfileRecord): LoginProfile => ({
  UserName: name,
  CreateDate: new Date(createdAt),
  PasswordResetRequired: resetRequired,
});

/** CreateLoginProfile, GetLoginProfile, UpdateLoginProfile, DeleteLoginProfile: a user's password for the console. */
export const loginProfileOperations: Operations = {
  CreateLoginProfile: operation<CreateLoginProfileRequest, CreateLoginProfileResponse>((call, input) => {
    const user = ownerOf(call, input.UserName);
    if (loginProfilesIn(call).get(user.id) !== undefined) throw alreadyExists('Login Profile for user', user.name);
    const { Password = '' } = input;
    checkPassword(Password);
    const profile = loginProfilesIn(call).put(user.id, {
      createdAt: call.world.clock.now(),
      resetRequired: input.PasswordResetRequired ?? false,
      passwordHash: hashOf(Password),
    });
    return { LoginProfile: shown(user, profile) };
  }, needOnOwn),

  GetLoginProfile: operation<GetLoginProfileRequest, GetLoginProfileResponse>((call, { UserName }) => {
    const user = ownerOf(call, UserName);
    return { LoginProfile: shown(user, profileOf(call, user)) };
  }, needOnOwn),

  UpdateLoginProfile: operation<UpdateLoginProfileRequest, object>((call, input) => {
    const user = ownerOf(call, input.UserName);
    const profile = profileOf(call, user);
    if (input.Password !== undefined) checkPassword(input.Password);
    loginProfilesIn(call).put(user.id, {
      ...profile,
      ...(input.PasswordResetRequired !== undefined && { resetRequired: input.PasswordResetRequired }),
      ...(input.Password !== undefined && { passwordHash: hashOf(input.Password) }),
    });
    return {};
  }, needOnOwn),

  DeleteLoginProfile: operation<DeleteLoginProfileRequest, object>((call, { UserName }) => {
    const user = ownerOf(call, UserName);
    profileOf(call, user);
    loginProfilesIn(call).delete(user.id);
    return {};
  }, needOnOwn),
};
