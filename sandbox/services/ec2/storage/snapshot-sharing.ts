import type {
  CreateVolumePermission,
  DescribeSnapshotAttributeRequest,
  DescribeSnapshotAttributeResult,
  ModifySnapshotAttributeRequest,
  ResetSnapshotAttributeRequest,
} from '@aws-sdk/client-ec2';
import { AwsFailure, operation, type Call, type Need, type Operations } from '../../operation.js';
import { isManagedKey } from './ebs-keys.js';
import { blocksPublicSnapshots } from './snapshot-public-access.js';
import { checkedAccount, findSnapshot } from './snapshot-finders.js';
import { snapshotsIn, type SnapshotRecord } from './storage-records.js';
import { arnOf } from '../tags.js';

const MOST_CHANGES = 500;

type Changes = { readonly add: readonly string[]; readonly remove: readonly string[] };

/** What a request adds and removes: account ids, and `all` for everyone. */
const changesOf = (input: ModifySnapshotAttributeRequest): Changes => {
  const { OperationType: type, UserIds = [], GroupNames = [], CreateVolumePermission: structured } = input;
  const flat = [...UserIds, ...GroupNames];
  if (flat.length > 0 && type === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter OperationType.');
  const names = (list: readonly CreateVolumePermission[] = []): readonly string[] =>
    list.flatMap(({ UserId, Group }) => [UserId, Group]).filter((one) => one !== undefined);
  return {
    add: [...(type === 'add' ? flat : []), ...names(structured?.Add)],
    remove: [...(type === 'remove' ? flat : []), ...names(structured?.Remove)],
  };
};

const checkChanges = ({ add, remove }: Changes): void => {
  if (add.length === 0 && remove.length === 0)
    throw new AwsFailure('MissingParameter', 'The request must contain accounts or groups to add or to remove.');
  if (add.length > 0 && remove.length > 0)
    throw new AwsFailure('InvalidParameterCombination', 'Permissions cannot be added and removed in the same request.');
  if (add.length + remove.length > MOST_CHANGES)
    throw new AwsFailure('InvalidParameterValue', `At most ${MOST_CHANGES} permissions can be changed in a request.`);
  for (const one of [...add, ...remove]) if (one !== 'all') checkedAccount(one);
};

const checkShareable = (call: Call, row: SnapshotRecord, add: readonly string[]): void => {
  const refuse = (message: string): never => {
    throw new AwsFailure('OperationNotPermitted', message);
  };
  if (add.length === 0) return;
  if (row.kmsKeyId !== undefined && isManagedKey(call, row.kmsKeyId))
    refuse('Encrypted snapshots with EBS default key cannot be shared');
  if (!add.includes('all')) return;
  if (row.encrypted) refuse('Encrypted snapshots cannot be shared publicly');
  if (blocksPublicSnapshots(call)) refuse('Public sharing of snapshots is blocked in this account and Region');
};

const onSnapshot = (call: Call, { SnapshotId = '' }: { readonly SnapshotId?: string | undefined }): readonly Need[] => [
  { action: `ec2:${call.operation}`, resources: [arnOf(call, 'snapshot', SnapshotId)] },
];

/** The condition keys of who is added or removed: `ec2:Add/userId`, `ec2:Remove/group`. */
const contextOf = (changes: Changes): NonNullable<Need['context']> =>
  Object.fromEntries(
    (['add', 'remove'] as const).flatMap((kind) => {
      const name = kind === 'add' ? 'ec2:Add' : 'ec2:Remove';
      const users = changes[kind].filter((one) => one !== 'all');
      return [
        ...(users.length > 0 ? [[`${name}/userId`, users] as const] : []),
        ...(changes[kind].includes('all') ? [[`${name}/group`, 'all'] as const] : []),
      ];
    }),
  );

/** ModifySnapshotAttribute, DescribeSnapshotAttribute, ResetSnapshotAttribute: who may make volumes of a snapshot. */
export const snapshotSharingOperations: Operations = {
  ModifySnapshotAttribute: operation<ModifySnapshotAttributeRequest, object>(
    (call, input) => {
      const row = findSnapshot(call, input.SnapshotId ?? '');
      if (input.Attribute === 'productCodes')
        throw new AwsFailure('InvalidParameterValue', 'Product codes of a snapshot cannot be modified.');
      const changes = changesOf(input);
      checkChanges(changes);
      checkShareable(call, row, changes.add);
      const kept = row.sharedWith.filter((one) => !changes.remove.includes(one));
      snapshotsIn(call).put(row.id, { ...row, sharedWith: [...new Set([...kept, ...changes.add])] });
      return {};
    },
    (call, input) => onSnapshot(call, input).map((need) => ({ ...need, context: contextOf(changesOf(input)) })),
  ),

  DescribeSnapshotAttribute: operation<DescribeSnapshotAttributeRequest, DescribeSnapshotAttributeResult>(
    (call, { SnapshotId = '', Attribute }) => {
      const { id, sharedWith } = findSnapshot(call, SnapshotId);
      if (Attribute === 'productCodes') return { SnapshotId: id, ProductCodes: [] };
      return {
        SnapshotId: id,
        CreateVolumePermissions: sharedWith.map((one) => (one === 'all' ? { Group: 'all' } : { UserId: one })),
      };
    },
    onSnapshot,
  ),

  ResetSnapshotAttribute: operation<ResetSnapshotAttributeRequest, object>((call, { SnapshotId = '', Attribute }) => {
    const row = findSnapshot(call, SnapshotId);
    if (Attribute === 'productCodes')
      throw new AwsFailure('InvalidParameterValue', 'Product codes of a snapshot cannot be reset.');
    snapshotsIn(call).put(row.id, { ...row, sharedWith: [] });
    return {};
  }, onSnapshot),
};
