import { AwsFailure, type Place } from '../../operation.js';
import { zoneId, zonesOf } from './zones.js';

type Asked = {
  readonly AvailabilityZone?: string | undefined;
  readonly AvailabilityZoneId?: string | undefined;
};

/** The zone a request names, by name or id; `undefined` when it names none, `InvalidZone.NotFound` when there is none. */
export const zoneAsked = (place: Place, asked: Asked): string | undefined => {
  const { AvailabilityZone: name, AvailabilityZoneId: id } = asked;
  if (name === undefined && id === undefined) return undefined;
  const zone = zonesOf(place.region).find((one) => one === name || (name === undefined && zoneId(one) === id));
  if (zone === undefined) throw new AwsFailure('InvalidZone.NotFound', `The zone '${name ?? id}' does not exist.`);
  return zone;
};

/** The zone of a request that must name one. */
export const zoneOf = (place: Place, asked: Asked): string => {
  const zone = zoneAsked(place, asked);
  if (zone === undefined)
    throw new AwsFailure('MissingParameter', 'The request must contain the parameter AvailabilityZone');
  return zone;
};
