import { finder } from './finders.js';
import { instancesIn } from './records.js';
import { volumesIn } from './storage/storage-records.js';

export const findInstance = finder(instancesIn, {
  prefix: 'i',
  malformed: 'InvalidInstanceID.Malformed',
  missing: 'InvalidInstanceID.NotFound',
  what: 'instance ID',
});

export const findVolume = finder(volumesIn, {
  prefix: 'vol',
  malformed: 'InvalidVolumeID.Malformed',
  missing: 'InvalidVolume.NotFound',
  what: 'volume',
});
