import type { Controller } from '../controller.js';
import { shorten } from '../../../workflows/contract/short.js';
import { current } from '../state/state.js';
import { failureMessage } from '../actions.js';

/** Verifies the ledger that is on the screen, as `firebreak audit verify` does, and tells how it went. */
export const verifyLedger = (controller: Controller): void => {
  const { screen } = current(controller.state);
  if (screen.name === 'ledger' && !controller.state.busy) void verify(controller, screen.case);
};

const verify = async (controller: Controller, caseId: string): Promise<void> => {
  const { reading, config } = controller.session;
  controller.happen({ type: 'busy', text: `verifying ${caseId}` });
  try {
    const [{ trustedKeys }, { verifyStored }] = await Promise.all([
      import('../../../ledger/rotation/trusted-keys.js'),
      import('../../../ledger/verify-stored.js'),
    ]);
    const { keys } = await trustedKeys(reading.ledger, config.ledger.key);
    const { ok, entries, head, firstBad } = await verifyStored(reading.ledger, caseId, keys);
    const text = ok
      ? `✓ ledger ok: ${entries} entries of ${caseId}, head ${head ? shorten(head) : '-'}`
      : `✗ LEDGER TAMPERED: entry ${firstBad?.seq ?? '?'}: ${firstBad?.reason ?? ''}`;
    controller.happen({ type: 'told', message: { tone: ok ? 'good' : 'bad', text, hint: '' } });
  } catch (error) {
    controller.happen({ type: 'told', message: failureMessage(error) });
  }
};
