import type { Place } from '../../operation.js';
import { interfacesOf, type InstanceRecord } from '../records.js';

/** What a launch made besides the instance, by the type that tag specifications name it by. */
export const launchedResources = (
  place: Place,
  record: InstanceRecord,
): readonly (readonly [type: string, id: string])[] => [
  ['instance', record.id],
  ...record.devices.map(({ volumeId }) => ['volume', volumeId] as const),
  ...interfacesOf(place, record.id).map(({ id }) => ['network-interface', id] as const),
  ...(record.spotRequest === undefined ? [] : [['spot-instances-request', record.spotRequest.id] as const]),
];
