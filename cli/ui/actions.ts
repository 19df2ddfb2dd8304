import { isWatched } from '../../workflows/contract/views.js';
import { readFileSync } from 'node:fs';
import type { Config } from '../../worker/config.js';
import { CliError } from '../errors.js';
import type { Acting } from '../session/session.js';
import { stagesOf, wordsToType } from './data/people.js';
import { choiceTexts } from './screens/failure.js';
import type { Ask, Intent, Message } from './state/state.js';
import { shorten } from '../../workflows/contract/short.js';
import type { RunView } from '../../workflows/contract/views.js';

const reason = (text: string): Ask => ({ kind: 'reason', text: `${text} It goes on record with your signature. Why?` });

/** What a person is asked before something is signed in their name. */
export const asksFor = (intent: Intent, run: RunView): { readonly title: string; readonly asks: readonly Ask[] } => {
  switch (intent.does) {
    case 'approve': {
      const expected = wordsToType(run, stagesOf(run, intent.plan));
      return {
        title: `Approve plan ${shorten(intent.plan)} of ${run.id}`,
        asks: [
          ...(expected
            ? [
                {
                  kind: 'type' as const,
                  expected,
                  text: `This takes something out of service or opens it up. Type ${expected} to go on.`,
                },
              ]
            : []),
          reason('You sign exactly this plan.'),
        ],
      };
    }
    case 'deny':
      return { title: `Deny plan ${shorten(intent.plan)} of ${run.id}`, asks: [reason('Nothing of it will be done.')] };
    case 'decide':
      return {
        title: `${intent.choice} at ${intent.step}`,
        asks: [reason(`${intent.choice}: ${choiceTexts[intent.choice]}.`)],
      };
    case 'cancel':
      return {
        title: `Cancel ${run.id}`,
        asks: [
          {
            kind: 'confirm',
            text: isWatched(run)
              ? 'It is not watched any more, and keeps what was done. ↵ goes on, esc leaves it watched.'
              : 'It stops after the change in flight and keeps what was done. ↵ goes on, esc leaves it running.',
          },
          reason('Cancel.'),
        ],
      };
    case 'release':
      return {
        title: `Release ${run.id}`,
        asks: [
          {
            kind: 'confirm',
            text: 'Putting back may re-open a compromised host: it is planned now, and done once another person has signed it. ↵ goes on.',
          },
          reason('Release.'),
        ],
      };
  }
};

/** What is shown while it is under way. */
export const doing = (intent: Intent): string => {
  const words = {
    approve: 'approving',
    deny: 'denying',
    decide: 'answering',
    cancel: 'cancelling',
    release: 'asking to release',
  } as const;
  return `${words[intent.does]} ${intent.run}`;
};

/** Does it, and says what came of it. Rejects as `Acting` does. */
export const perform = async (acting: Acting, intent: Intent, why: string): Promise<string> => {
  switch (intent.does) {
    case 'approve':
      await acting.approve(intent.run, intent.plan, why);
      return 'Approved: your signature is on record.';
    case 'deny':
      await acting.deny(intent.run, intent.plan, why);
      return 'Denied: your signature is on record, and nothing of the plan will be done.';
    case 'decide':
      await acting.decide(intent.run, intent.step, intent.choice, why);
      return `${intent.choice} is on record.`;
    case 'cancel':
      await acting.cancel(intent.run, why);
      return `${intent.run} stops after the change in flight.`;
    case 'release':
      return `${await acting.release(intent.run, [], why)} is planned: another person signs it.`;
  }
};

/** A failure as the person is told of it. */
export const failureMessage = (error: unknown): Message => {
  const text = error instanceof Error ? error.message : String(error);
  return { tone: 'bad', text: `✗ ${text}`, hint: error instanceof CliError ? error.hint : '' };
};

/**
 * Whether signing as this operator may ask something on the terminal (passphrase, touch of a security key): then the
 * console must step aside. Only a plain key file is certain not to.
 */
export const asksOnTerminal = async ({ operators }: Config, name: string): Promise<boolean> => {
  const key = operators.find((one) => one.name === name)?.signsWith;
  if (!key) return false;
  const { parsePrivateKey } = await import('../../ledger/sshsig/private-key.js');
  try {
    parsePrivateKey(readFileSync(key, 'utf8'));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
};
