import type { Table } from '../../world/store.js';
import { operation, type Call, type Operations } from '../operation.js';
import { noSuchEntity } from './failures.js';
import { keyOf, roleNamed, userNamed } from './find.js';
import { needOn, refuseLinked, roleKind, userKind, type Kind, type NameInput } from './kinds.js';
import { attachable } from './managed.js';
import { rolesIn, usersIn, type Home, type RoleRecord, type UserRecord } from './records.js';

type BoundaryInput = NameInput & { readonly PermissionsBoundary?: string };

/** The boundary as IAM shows it. */
export const boundaryShown = (arn: string | undefined) =>
  arn === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
          PermissionsBoundaryArn: arn,
        },
      };

const set = (home: Home, kind: Kind, name: string, arn: string | undefined): void => {
  const table = (kind === userKind ? usersIn(home) : rolesIn(home)) as Table<UserRecord | RoleRecord>;
  table.update(keyOf(name), ({ boundary: _before, ...row }) => ({
    ...row,
    ...(arn !== undefined && { boundary: arn }),
  }));
};

const operationsOn = (kind: Kind): Operations => {
  const needs = (call: Call, input: BoundaryInput) => [
    needOn(kind, call, input, {
      ...(input.PermissionsBoundary !== undefined && { 'iam:PermissionsBoundary': input.PermissionsBoundary }),
    }),
  ];
  const found = (home: Home, name: string): UserRecord | RoleRecord => {
    if (kind === userKind) return userNamed(home, name);
    const role = roleNamed(home, name);
    refuseLinked(role);
    return role;
  };
  return {
    [`Put${kind.name}PermissionsBoundary`]: operation<BoundaryInput, object>((call, input) => {
      const { name } = found(call, kind.nameIn(input));
      set(call, kind, name, attachable(call, input.PermissionsBoundary).arn);
      return {};
    }, needs),

    [`Delete${kind.name}PermissionsBoundary`]: operation<NameInput, object>((call, input) => {
      const { name, boundary } = found(call, kind.nameIn(input));
      if (boundary === undefined)
        throw noSuchEntity(`${kind.name} ${name} does not have a permissions boundary attached.`);
      set(call, kind, name, undefined);
      return {};
    }, needs),
  };
};

/** Put and Delete of the permissions boundaries of users and roles. */
export const boundaryOperations: Operations = { ...operationsOn(userKind), ...operationsOn(roleKind) };
