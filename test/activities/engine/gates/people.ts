import { canonical } from '../../../../ledger/canonical.js';
import { signatureNamespace } from '../../../../workflows/contract/documents.js';
import type { OperatorDocument, SshSigned } from '../../../../workflows/contract/documents.js';
import type { Operator } from '../../../../workflows/contract/policy.js';
import { signedBy, somebody } from '../../../ledger/fixtures/people.js';
import { securityKey, sshsigBy } from '../../../ledger/fixtures/software-keys.js';

/**
 * How somebody signs: with an SSH key, with a security key that was touched or that recognised them too; or in one of
 * the ways that prove nothing: untouched, with a key that is nobody's, or something else than what is handed in.
 */
export const hands = ['key', 'touched', 'recognised', 'untouched', 'stray', 'forged'] as const;
export type Hand = (typeof hands)[number];

type Signer = { readonly operator: Operator; readonly sign: (document: OperatorDocument, hand: Hand) => string };

const stray = somebody('stray');
const flags = { untouched: 0, touched: 1, recognised: 5 } as const;

const signer = (name: string, person: string, ...roles: readonly string[]): Signer => {
  const { privateKey, keys } = somebody(name, person, roles);
  const security = securityKey('ed25519');
  return {
    operator: { name, person, roles, keys: [...keys, security.line] },
    sign: (document, hand) => {
      if (hand === 'key') return signedBy({ privateKey }, document).signature;
      if (hand === 'stray') return signedBy(stray, document).signature;
      if (hand === 'forged')
        return signedBy({ privateKey }, { ...document, reason: 'what was really signed' }).signature;
      return sshsigBy(security, canonical(document), signatureNamespace, { flags: flags[hand] });
    },
  };
};

const signers = [
  signer('ada', 'ada', 'responder', 'lead'),
  signer('ada-laptop', 'ada'),
  signer('bob', 'bob', 'lead'),
  signer('bob-phone', 'bob', 'owner'),
  signer('cid', 'cid', 'lead'),
  signer('dee', 'dee', 'owner'),
  signer('eve', 'eve', 'lead', 'owner'),
  signer('gus', 'gus', 'ciso'),
  signer('fay', 'fay', 'reader'),
];

/** Everybody who may act; two of them under two names. */
export const operators: readonly Operator[] = signers.map(({ operator }) => operator);

/** Who is behind a name; null for nobody. */
export const personOf = (who: string): string | null => operators.find(({ name }) => name === who)?.person ?? null;

/** Who asks for every run. */
export const requester = 'ada';

/** All names that are written under decisions: one of them is nobody's. */
export const names: readonly string[] = [...operators.map(({ name }) => name), 'mallory'];

/** What `document.operator` hands in, signed in that way; who is nobody has a key of their own. */
export const handIn = <T extends OperatorDocument>(document: T, hand: Hand): SshSigned<T> => {
  const known = signers.find(({ operator }) => operator.name === document.operator);
  return known ? { document, signature: known.sign(document, hand) } : signedBy(stray, document);
};
