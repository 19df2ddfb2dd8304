import type { Health } from '../../sandbox/gateway/admin-client.js';
import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { withSandboxAdmin } from '../session/sandbox-admin.js';
import { milliseconds, numeric } from './durations.js';

/** Shows the world's clock; `--advance` moves it forward, `--scale` lets it run faster or stand still. */
export const clock = async ({ out, text }: Invocation): Promise<ExitCode> => {
  const [advance, scale] = [text('advance'), text('scale')];
  const [ms, factor] = [advance && milliseconds(advance), scale && numeric('scale', scale)];
  const health = await withSandboxAdmin(async (admin) => {
    if (typeof factor === 'number') await admin.setScale(factor);
    return typeof ms === 'number' ? admin.advanceClock(ms) : admin.health();
  });
  const shown = shownClock(health);
  out.result(shown, () =>
    [
      `now    ${shown.now}`,
      `scale  ${shown.scale}`,
      `next   ${shown.next === null ? 'nothing happens by itself' : `${shown.next} something happens by itself`}`,
    ].join('\n'),
  );
  return exit.done;
};

const shownClock = ({ now, scale, next }: Health) => ({
  now: new Date(now).toISOString(),
  scale,
  next: next === null ? null : new Date(next).toISOString(),
});
