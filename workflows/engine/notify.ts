import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { Notice } from '../contract/activities.js';
import { noticeWorkflowId } from '../contract/names.js';
import { engine } from './proxies.js';

/** The workflow that tells the people outside, for as long as it takes: nobody waits for it. */
export async function notify(notice: Notice): Promise<boolean> {
  try {
    await engine['notice.send'](notice);
    return true;
  } catch {
    await engine['notice.lost'](notice);
    return false;
  }
}

/**
 * Begins to tell. It never holds up a run and never fails one: a gate that was not announced is still a gate. The same
 * notice is sent once, also when a new history comes back to the same gate.
 */
export const tell = async (notice: Notice): Promise<void> => {
  try {
    await startChild(notify, {
      workflowId: noticeWorkflowId(notice),
      args: [notice],
      // It outlives whoever began it.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
  } catch {
    // It is being told already.
  }
};
