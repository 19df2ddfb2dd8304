import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CaptureSite } from '../fixtures/capture-site.js';

let site: CaptureSite;
beforeAll(async () => {
  site = await CaptureSite.open();
}, 60_000);
afterEach(() => site.office.aws.admin.clearFaults());
afterAll(() => site.office.close());

describe('a change of a capture', () => {
  it.each([
    ['CreateVolume', 'ec2:CreateVolume'],
    ['CreateMultipartUpload', 's3:CreateMultipartUpload'],
    ['SendCommand', 'ssm:SendCommand'],
    ['CompleteMultipartUpload', 's3:CompleteMultipartUpload'],
  ])(
    'that is denied (%s) is named, and leaves neither an upload nor a disk on the host',
    async (operation, call) => {
      const capture = await site.begin();
      const open = (await site.view.uploads()).length;
      await site.office.aws.admin.addFault({ match: { operation }, kind: 'denied' });
      await expect(capture.apply()).rejects.toMatchObject({
        type: 'AccessDenied',
        details: [expect.stringContaining(call)],
      });
      expect((await site.view.uploads()).length).toBe(open);
      for (const { Attachments = [] } of await site.view.volumesOf(capture))
        expect(Attachments.filter(({ State }) => State !== 'detaching')).toEqual([]);
    },
    60_000,
  );
});
