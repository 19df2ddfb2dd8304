import type { MemoryRow } from '../matrix/memory.js';

export const captureMemory: MemoryRow = {
  action: 'captureMemory',
  scenes: [
    {
      after: 'probeMemory',
      apply: [
        'CreateVolume',
        'AttachVolume',
        'SendCommand',
        'CreateMultipartUpload',
        'PutObject',
        'SendCommand',
        'CompleteMultipartUpload',
        'PutObjectLegalHold',
        'DetachVolume',
        'DeleteVolume',
      ],
      // A volume by its client token; the addresses for one upload, and its hold, as they were.
      repeats: ['CreateVolume', 'PutObject', 'PutObjectLegalHold'],
      // It is cleaned up, which `capture-faults.test.ts` looks at; a person starts another run.
      endsWhenDenied: true,
      gone: 'Refused',
    },
  ],
};
