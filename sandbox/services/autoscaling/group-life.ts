import type { Place } from '../operation.js';
import { EVALUATION, WATCH } from './evaluation.js';
import { groupsIn, hooksIn, type GroupRecord } from './records.js';

/** Removes a group that has no instances left, its hooks and what was planned for it. Its activities stay. */
export const forgetGroup = (place: Place, group: GroupRecord): void => {
  for (const [id, hook] of hooksIn(place).entries()) if (hook.group === group.name) hooksIn(place).delete(id);
  groupsIn(place).delete(group.name);
  place.world.agenda.cancel(`${WATCH} ${group.arn}`);
  place.world.agenda.cancel(`${EVALUATION} ${group.arn}`);
};
