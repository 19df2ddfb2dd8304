import type { Entry } from '../../workflows/contract/entries.js';
import { isFinal } from '../../workflows/contract/words.js';
import { exit, type ExitCode } from '../errors.js';
import { entryLine } from '../output/entry-text.js';
import type { Session } from '../session/session.js';
import { untilRecorded } from '../session/waiting.js';

/**
 * Follows a run to its end, handing out each entry as it is recorded. A run may wait for people for hours, so silence
 * is no error here. Answers 0 when it ended well, 3 when it was denied, 1 when it failed or was stopped.
 */
export const follow = async (
  { reading }: Session,
  run: string,
  line: (text: string, entry: Entry) => void,
): Promise<ExitCode> => {
  const { case: caseId } = await reading.run(run);
  let after = 0;
  const state = await untilRecorded(
    reading,
    async () => {
      const view = await reading.run(run);
      for (const entry of await reading.entries(caseId, { run, after })) {
        line(entryLine(entry), entry);
        after = entry.seq;
      }
      return isFinal(view.state) ? view.state : null;
    },
    { silence: Number.POSITIVE_INFINITY },
  );
  if (state === 'completed' || state === 'released') return exit.done;
  return state === 'denied' ? exit.refused : exit.failed;
};
