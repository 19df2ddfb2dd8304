import type { Table } from '../../world/store.js';
import { operation, type Call, type Operations } from '../operation.js';
import { callerName } from './caller.js';
import { noSuchEntity } from './failures.js';
import { userNamed } from './find.js';
import { needOnOwn } from './own.js';
import type { Home, UserRecord } from './records.js';

type Owned = { readonly id: string; readonly userId: string; readonly status: 'Active' | 'Inactive' };
type OwnInput = { readonly UserName?: string | undefined; readonly Status?: string | undefined };

/** The user that a call names, or the calling one. */
export const ownerOf = (call: Call, { UserName }: OwnInput): UserRecord =>
  userNamed(call, UserName ?? callerName(call));

/** The rows of a user. */
export const ownedBy = <T extends Owned>(table: Table<T>, user: UserRecord): readonly T[] =>
  table.all().filter(({ userId }) => userId === user.id);

/** Update and Delete of what a user has several of, by its id. */
export const changes = <T extends Owned>(
  noun: string,
  table: (home: Home) => Table<T>,
  idIn: (input: never) => string | undefined,
): Operations => {
  const found = (call: Call, input: OwnInput): T => {
    const id = idIn(input as never) ?? '';
    const row = table(call).get(id);
    if (row === undefined || row.userId !== ownerOf(call, input).id)
      throw noSuchEntity(`The ${noun} with id ${id} cannot be found.`);
    return row;
  };
  return {
    [`Update${noun}`]: operation<OwnInput, object>((call, input) => {
      const row = found(call, input);
      table(call).put(row.id, { ...row, status: input.Status === 'Inactive' ? 'Inactive' : 'Active' });
      return {};
    }, needOnOwn),
    [`Delete${noun}`]: operation<OwnInput, object>((call, input) => {
      table(call).delete(found(call, input).id);
      return {};
    }, needOnOwn),
  };
};
