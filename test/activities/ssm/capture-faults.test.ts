import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CaptureSite } from '../fixtures/capture-site.js';

let site: CaptureSite;
beforeAll(async () => {
  site = await CaptureSite.open();
}, 60_000);
afterEach(() => site.office.aws.admin.clearFaults());
afterAll(() => site.office.close());

const effects = [
  'AttachVolume',
  'CreateMultipartUpload',
  'SendCommand',
  'CompleteMultipartUpload',
  'DetachVolume',
  'DeleteVolume',
] as const;
const everyChange = ['CreateVolume', 'PutObject', 'PutObjectLegalHold', ...effects] as const;

describe('every change of a capture', () => {
  it.each(['lost-answer', 'throttle', 'error'] as const)(
    'happens once, though each of them meets %s',
    async (kind) => {
      const capture = await site.begin('delete');
      const seen = await site.office.watch();
      for (const operation of everyChange) await site.office.aws.admin.addFault({ match: { operation }, kind });
      let failures = 0;
      for (let attempt = 1; attempt <= everyChange.length + 1; attempt += 1) {
        const problem: unknown = await capture.apply(attempt).then(
          () => null,
          (error: unknown) => error,
        );
        if (problem === null) break;
        failures += 1;
        expect(problem).toMatchObject({ nonRetryable: false });
      }
      expect(failures).toBe(everyChange.length);
      for (const operation of effects) expect([operation, (await seen(operation)).length]).toEqual([operation, 1]);
      expect(await site.view.volumesOf(capture)).toEqual([]);
      expect(await capture.evidence('memory-image')).toHaveLength(1);
      await expect(capture.verify()).resolves.toEqual({ holds: true });
    },
    240_000,
  );

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
