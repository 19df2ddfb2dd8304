import { withoutPassword } from '../../ledger/open.js';
import { ledgerAddress } from '../../worker/ledger-settings.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { configuration } from '../session/open-session.js';

/** Makes the tables of a ledger in PostgreSQL, as whoever owns the database; in a file, a worker makes them itself. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  if (invocation.positionals.join(' ') !== 'init')
    throw usageError('firebreak ledger needs init.', 'See firebreak ledger --help.');
  const url = theAddress(invocation);
  const { initTables } = await import('../../ledger/postgres/init.js');
  const made = await initTables(url);
  const place = withoutPassword(url);
  invocation.out.result({ url: place, made }, () => `${place}: ${made ? 'made' : 'there already'}`);
  return exit.done;
};

const theAddress = (invocation: Invocation): string => {
  const given = invocation.text('url');
  if (given !== undefined) {
    const address = ledgerAddress.safeParse(given);
    if (address.success) return address.data;
    throw usageError(
      `--url is no address of a ledger: ${address.error.issues.map(({ message }) => message).join('; ')}.`,
      'For example: --url postgres://firebreak_owner@db.example.com/firebreak',
    );
  }
  const { ledger } = configuration(invocation.text('config'));
  if ('url' in ledger) return ledger.url;
  throw usageError(
    'The ledger that is configured is a file, which a worker makes when it starts.',
    'Name a database with --url, or ledger.url in the configuration.',
  );
};
