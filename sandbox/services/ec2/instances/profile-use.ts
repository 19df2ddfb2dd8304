import { hexId } from '../../ids.js';
import { profileByNameOrArn, roleOfProfile, type Profile } from '../../iam/profiles.js';
import { AwsFailure, type Call, type Place } from '../../operation.js';
import { profileAssociationsIn, type ProfileAssociationRecord } from '../records.js';

type Named = { readonly Name?: string | undefined; readonly Arn?: string | undefined };

/** The profile that a request names, by name or ARN; else AWS's refusal. */
export const profileNamed = (place: Place, { Name, Arn }: Named): Profile => {
  if (Name !== undefined && Arn !== undefined)
    throw new AwsFailure(
      'InvalidParameterCombination',
      'The parameter iamInstanceProfile.name may not be used in combination with iamInstanceProfile.arn',
    );
  if (Name === undefined && Arn === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter iamInstanceProfile');
  const profile = profileByNameOrArn(place, { Name, Arn });
  if (profile !== undefined) return profile;
  throw Arn === undefined
    ? new AwsFailure(
        'InvalidParameterValue',
        `Value (${Name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
      )
    : new AwsFailure(
        'InvalidParameterValue',
        `Value (${Arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
      );
};

/** Refuses a caller that may not give the profile's role to an instance. A profile without a role passes nothing on. */
export const requirePassing = (call: Call, profile: Profile): void => {
  const role = roleOfProfile(call, profile);
  if (role === undefined) return;
  call.require({
    action: 'iam:PassRole',
    resources: [role.arn],
    context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  });
};

/** Gives an instance a profile. `settled`: at once, as at launch. */
export const associate = (
  place: Place,
  instanceId: string,
  profile: Profile,
  settled = false,
): ProfileAssociationRecord => {
  const id = hexId('iip-assoc');
  return profileAssociationsIn(place).put(id, {
    id,
    instanceId,
    profileArn: profile.arn,
    profileId: profile.id,
    state: settled ? 'associated' : 'associating',
    at: place.world.clock.now(),
  });
};
