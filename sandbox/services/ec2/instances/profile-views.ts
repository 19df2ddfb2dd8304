import type { IamInstanceProfile, IamInstanceProfileAssociation } from '@aws-sdk/client-ec2';
import type { Place } from '../../operation.js';
import { profileAssociationsIn, type ProfileAssociationRecord } from '../records.js';
import { timings } from '../timings.js';

type State = ProfileAssociationRecord['state'];

/** The state that AWS shows now: what is on its way gets there by the clock. */
export const associationState = ({ world }: Place, { state, at }: ProfileAssociationRecord): State => {
  const done = world.clock.now() >= at + timings.profileAssociation;
  if (state === 'associating') return done ? 'associated' : state;
  return state === 'disassociating' && done ? 'disassociated' : state;
};

/** Every association that AWS still shows; one that has ended is gone. */
export const shownAssociations = (place: Place): readonly ProfileAssociationRecord[] =>
  profileAssociationsIn(place)
    .all()
    .filter((one) => associationState(place, one) !== 'disassociated');

/** The association that gives an instance its profile, if it has one. One that is ending no longer does. */
const activeAssociation = (place: Place, instanceId: string): ProfileAssociationRecord | undefined =>
  profileAssociationsIn(place)
    .all()
    .find((one) => one.instanceId === instanceId && one.state.startsWith('associat'));

/** The profile of an instance as DescribeInstances shows it. */
export const profileOf = (place: Place, instanceId: string): IamInstanceProfile | undefined => {
  const association = activeAssociation(place, instanceId);
  return association && { Arn: association.profileArn, Id: association.profileId };
};

/** An association as EC2 shows it. */
export const describeAssociation = (place: Place, record: ProfileAssociationRecord): IamInstanceProfileAssociation => ({
  AssociationId: record.id,
  InstanceId: record.instanceId,
  IamInstanceProfile: { Arn: record.profileArn, Id: record.profileId },
  State: associationState(place, record),
});
