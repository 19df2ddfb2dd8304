import type { Call, Need } from '../operation.js';
import { ownName } from './caller.js';
import { keyOf, userArn } from './find.js';
import { entityContext } from './kinds.js';
import { usersIn } from './records.js';

/** The permission for the call's operation on the user it names, or on the caller when it names none. */
export const needOnOwn = (
  call: Call,
  { UserName = ownName(call) }: { readonly UserName?: string | undefined },
): Need[] => [
  {
    action: `iam:${call.operation}`,
    resources: [UserName === '' ? `arn:aws:iam::${call.account}:root` : userArn(call, UserName)],
    context: entityContext(usersIn(call).get(keyOf(UserName))),
  },
];
