import { authorizer } from '../services/iam/authorizer.js';
import { refusalOf, type Caller, type Need, type Place } from '../services/operation.js';

// What an agent calls has no policies of its own: only those of its role count.
const judge = authorizer([]);

/** Whether the policies in force let a host's role speak to Systems Manager. */
export const may = ({ world, region }: Place, caller: Caller, need: Need): boolean => {
  const [prefix = '', operation = ''] = need.action.split(':');
  const request = {
    service: { name: prefix, model: prefix, families: [] },
    operation,
    input: {},
    region,
    caller,
    requestId: '',
    sourceIp: '',
  };
  return refusalOf(() => judge(world, request, need)) === undefined;
};
