import type {
  AssociateIamInstanceProfileRequest,
  AssociateIamInstanceProfileResult,
  DescribeIamInstanceProfileAssociationsRequest,
  DescribeIamInstanceProfileAssociationsResult,
  DisassociateIamInstanceProfileRequest,
  DisassociateIamInstanceProfileResult,
  ReplaceIamInstanceProfileAssociationRequest,
  ReplaceIamInstanceProfileAssociationResult,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../../operation.js';
import { page } from '../../paging.js';
import { findInstance } from '../compute-finders.js';
import { filtered } from '../filters.js';
import { finder } from '../finders.js';
import { onInstance } from './instance-needs.js';
import { stateOf } from './instance-states.js';
import { nextOf } from '../listing.js';
import { associate, profileNamed, requirePassing } from './profile-use.js';
import { associationState, describeAssociation, shownAssociations } from './profile-views.js';
import { profileAssociationsIn, type ProfileAssociationRecord } from '../records.js';

const find = finder(profileAssociationsIn, {
  prefix: 'iip-assoc',
  malformed: 'InvalidAssociationID.Malformed',
  missing: 'InvalidAssociationID.NotFound',
  what: 'association ID',
});

/** The association with an id, if it is the one in force. */
const inForce = (place: Place, id: string): ProfileAssociationRecord => {
  const row = find(place, id);
  if (!associationState(place, row).startsWith('associat'))
    throw new AwsFailure('IncorrectState', `The association ${id} is not the active association`);
  return row;
};

const ofAssociation = (call: Call, { AssociationId = '' }: { readonly AssociationId?: string | undefined }) =>
  onInstance(call, { InstanceId: find(call, AssociationId).instanceId });

/** Associate-, Disassociate-, Replace- and DescribeIamInstanceProfileAssociation(s). */
export const profileAssociationOperations: Operations = {
  AssociateIamInstanceProfile: operation<AssociateIamInstanceProfileRequest, AssociateIamInstanceProfileResult>(
    (call, { InstanceId = '', IamInstanceProfile = {} }) => {
      const instance = findInstance(call, InstanceId);
      const profile = profileNamed(call, IamInstanceProfile);
      requirePassing(call, profile);
      if (!['pending', 'running', 'stopping', 'stopped'].includes(stateOf(call, instance)))
        throw new AwsFailure('IncorrectInstanceState', `The instance '${instance.id}' is not running or stopped.`);
      // One that is still being taken off stands in the way as well.
      if (shownAssociations(call).some((one) => one.instanceId === instance.id))
        throw new AwsFailure('IncorrectState', `There is an existing association for instance ${instance.id}`);
      return { IamInstanceProfileAssociation: describeAssociation(call, associate(call, instance.id, profile)) };
    },
    onInstance,
  ),

  DisassociateIamInstanceProfile: operation<
    DisassociateIamInstanceProfileRequest,
    DisassociateIamInstanceProfileResult
  >((call, { AssociationId = '' }) => {
    const row = inForce(call, AssociationId);
    const ending = profileAssociationsIn(call).put(row.id, {
      ...row,
      state: 'disassociating',
      at: call.world.clock.now(),
    });
    return { IamInstanceProfileAssociation: describeAssociation(call, ending) };
  }, ofAssociation),

  ReplaceIamInstanceProfileAssociation: operation<
    ReplaceIamInstanceProfileAssociationRequest,
    ReplaceIamInstanceProfileAssociationResult
  >((call, { AssociationId = '', IamInstanceProfile = {} }) => {
    const row = inForce(call, AssociationId);
    const profile = profileNamed(call, IamInstanceProfile);
    requirePassing(call, profile);
    if (stateOf(call, findInstance(call, row.instanceId)) !== 'running')
      throw new AwsFailure('IncorrectState', `The association ${row.id} is not the active association`);
    // The new one has an id of its own.
    profileAssociationsIn(call).delete(row.id);
    return { IamInstanceProfileAssociation: describeAssociation(call, associate(call, row.instanceId, profile)) };
  }, ofAssociation),

  DescribeIamInstanceProfileAssociations: operation<
    DescribeIamInstanceProfileAssociationsRequest,
    DescribeIamInstanceProfileAssociationsResult
  >((call, { AssociationIds = [], Filters, MaxResults, NextToken }) => {
    const rows = AssociationIds.length > 0 ? AssociationIds.map((id) => find(call, id)) : shownAssociations(call);
    const found = filtered(rows, Filters, {
      'instance-id': (one) => one.instanceId,
      state: (one) => associationState(call, one),
    });
    const cut = page(found, { max: MaxResults, token: NextToken });
    return {
      IamInstanceProfileAssociations: cut.items.map((one) => describeAssociation(call, one)),
      ...nextOf(cut),
    };
  }),
};
