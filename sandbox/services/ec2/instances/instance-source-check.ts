import { AwsFailure, type Place } from '../../operation.js';
import { interfacesIn, interfacesOf } from '../records.js';

/** Sets whether the one interface of an instance checks sources and destinations; with several, AWS refuses. */
export const setSourceDestCheck = (place: Place, instanceId: string, sourceDestCheck: boolean): void => {
  const [only, ...others] = interfacesOf(place, instanceId);
  if (only === undefined || others.length > 0)
    throw new AwsFailure(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instanceId}'. Please specify an interface ID for the operation instead.`,
    );
  interfacesIn(place).put(only.id, { ...only, sourceDestCheck });
};
