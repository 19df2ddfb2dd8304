import { IdentityError } from '../../ledger/identity-error.js';
import { operatorNamed, verifySigned } from '../../ledger/identity.js';
import type { Identity } from '../../ledger/identity.js';
import { readSigned, recordable } from '../../ledger/signed-document.js';
import { deploymentChain } from '../../workflows/contract/deployment.js';
import type { AwsSigned, Recorded } from '../../workflows/contract/documents.js';
import { askAws } from './ask-aws.js';
import type { Workplace } from './context.js';

/** A signed document that is what it says it is, and the person who signed it. */
export type Proven = Identity & { readonly signed: Recorded };

/** A document that proves nothing, and why; it is kept when it had the right shape. */
export type Unproven = { readonly code: string; readonly message: string; readonly signed: Recorded | null };

const reserved = {
  code: 'reserved-case',
  message: `${deploymentChain} is no case: it is where the deployment itself is recorded. Sign for another one.`,
} as const;

/** Parses and verifies what somebody handed in. A refusal is an answer: it says why, and what to do. */
export const prove = async (workplace: Workplace, value: unknown): Promise<Proven | Unproven> => {
  const signed = readSigned(value);
  if ('problem' in signed) return { code: 'malformed', message: signed.problem, signed: null };
  let recorded = recordable(signed, null);
  if (signed.document.case === deploymentChain) return { ...reserved, signed: recorded };
  try {
    if ('aws' in signed) recorded = await checkedByAws(workplace, signed);
    return { signed: recorded, ...verifySigned(recorded, workplace.operators, new Date().toISOString()) };
  } catch (error) {
    if (error instanceof IdentityError) return { code: error.code, message: error.message, signed: recorded };
    throw error;
  }
};

// An activity that is tried again, and a release that begins when its run has ended, find what AWS said the first time.
const checkedByAws = async ({ authority, operators, proofsAt }: Workplace, signed: AwsSigned): Promise<Recorded> => {
  // Not in the name of somebody whose word it cannot be: anybody who can reach Temporal could have us ask.
  const { name, principals = [] } = operatorNamed(signed.document, operators);
  if (principals.length === 0) throw new IdentityError('unknown-principal', `no user or role of AWS is ${name}`);
  const { case: caseId, run } = signed.document;
  const before = await authority.recorded({ case: caseId, run }, signed.document);
  return before ?? recordable(signed, await askAws(signed, proofsAt));
};

/**
 * Puts a refusal on record. What was handed in is kept only when it had the right shape; where it belongs to no case it
 * stands in the chain of the deployment.
 */
export const refuse = async (
  workplace: Workplace,
  where: { readonly case: string; readonly run: string; readonly gate: string | null },
  handedIn: Proven | Unproven,
  refusal: { readonly code: string; readonly message: string },
): Promise<void> => {
  const { signed } = handedIn;
  const document = signed?.document;
  if (where.case === deploymentChain) {
    const { code, message: reason } = refusal;
    const body = { run: deploymentChain, event: 'request-refused', code, reason } as const;
    await workplace.ledger.append(deploymentChain, workplace.actor, 'deployment', body);
    return;
  }
  await workplace.ledger.append(where.case, workplace.actor, 'refusal', {
    run: where.run,
    gate: where.gate,
    operator: document?.operator ?? 'unknown',
    proven: 'operator' in handedIn,
    code: refusal.code,
    reason: refusal.message,
    plan: document?.kind === 'decision' ? document.plan : null,
    signed,
  });
};
