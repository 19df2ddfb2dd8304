import type { Breakage } from '../../workflows/contract/plan.js';

/** Bytes that a host cuts and sends within the hour that its addresses are good for, at 30 MiB/s. */
const withinAnHour = 100 * 2 ** 30;

/** What a reader should know of a capture before signing it. */
export const captureBreakage = (
  instanceId: string,
  windows: boolean,
  memory: number,
  evidenceVolume: 'keep' | 'delete',
): readonly Breakage[] => {
  const say = (severity: Breakage['severity'], message: string): Breakage => ({
    severity,
    message,
    resources: [instanceId],
  });
  return [
    say(
      'warning',
      `scripts run on ${instanceId} for minutes: whoever watches the host can see them, and read what they may send to the vault within the hour`,
    ),
    ...(windows
      ? [
          say('warning', 'EC2Rescue collects dumps of earlier crashes: the memory of now is not captured'),
          say(
            'warning',
            'an archive as large as the dumps is written to the system disk, over free space that may hold evidence',
          ),
        ]
      : [
          say('info', 'a volume is attached, and detached afterwards; it is encrypted and in the account under attack'),
          ...(evidenceVolume === 'delete'
            ? [
                say(
                  'warning',
                  'the evidence volume is deleted once its image is in the vault and was read back: nothing brings it back',
                ),
              ]
            : []),
        ]),
    ...(memory > withinAnHour
      ? [
          say(
            'danger',
            `${Math.round(memory / 2 ** 30)} GiB may take longer to send than the hour that a session of the vault lives: the dump is then on the evidence volume alone`,
          ),
        ]
      : []),
  ];
};
