import { deviceState } from '../services/ec2/storage/volume-attachments.js';
import type { Place } from '../services/operation.js';
import type { Host } from './host.js';

// Xen families of the "Instance types" pages: there a disk has the name that it was attached under.
const XEN = /^(?:t[12]|m[1-4]|c[1-4]|r[34]|i2|d2|g[23]|p[23]|x1e?|h1)\./;

const BY_ID = /^\/dev\/disk\/by-id\/nvme-Amazon_Elastic_Block_Store_vol([0-9a-f]+)$/;

/**
 * The id of the attached EBS volume that a path names inside a host; undefined when there is none of that name. On NVMe
 * a disk has its volume's id, and the name it was attached under only where Amazon's images add it as a link.
 */
export const volumeAt = (place: Place, { instance, facts }: Host, path: string): string | undefined => {
  const [, digits] = BY_ID.exec(path) ?? [];
  const nvme = !XEN.test(instance.type);
  const named = !nvme || facts.os.id === 'amzn';
  return instance.devices.find(
    (device) =>
      deviceState(place, device) === 'attached' &&
      ((nvme && device.volumeId === `vol-${digits}`) || (named && device.name === path)),
  )?.volumeId;
};
