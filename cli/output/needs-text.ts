import { needText } from '../../ledger/policy/demands.js';
import type { GateView } from '../../workflows/contract/views.js';

const each = (texts: readonly string[]): string => [...new Set(texts)].join('; ');

/** Who decides at a gate: the roles of its one rule, or what every rule asks for. */
export const deciders = ({ demands, roles }: GateView): string => {
  const [first, ...others] = demands;
  const simple = others.length === 0 && (first?.need.length ?? 0) <= 1;
  const keys = demands.some(({ proofs }) => !proofs.includes('ssh')) ? ', by security key' : '';
  return `${simple ? roles.join(' or ') : each(demands.map(({ need }) => needText(need)))}${keys}`;
};

/** What a gate still misses: `1 of ir-lead`. */
export const missingText = ({ demands }: GateView): string =>
  each(demands.filter(({ missing }) => missing.length > 0).map(({ missing }) => needText(missing)));
