import type { CaseFinding, TimelineRow } from '../../../workflows/contract/case-views.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { custodyText } from '../../evidence/custody-text.js';
import { releaseOfStep } from '../../../workflows/contract/names.js';
import { shorten } from '../../../workflows/contract/short.js';
import { byDetector } from './detector-rows.js';
import { runEventText } from './run-event-text.js';
import { caseWordText } from './word-text.js';

type Told = Pick<TimelineRow, 'what' | 'who'> & Partial<Omit<TimelineRow, 'at' | 'ref' | 'run'>>;

// `contain/i-0abc/isolateInstance`: what was done, and to what; a release says so.
const done = (step: string): { readonly action: string; readonly target: string } => {
  const parts = step.split('/');
  const action = parts.at(-1) ?? step;
  return { action: releaseOfStep(step) ? `release of ${action}` : action, target: parts.at(-2) ?? step };
};

const toldOf = ({ kind, body, actor }: Entry): Told | null => {
  switch (kind) {
    case 'case':
      return { what: caseWordText(body), who: body.requestedBy };
    case 'run':
      return runEventText(body);
    case 'plan':
      if (body.event === 'replanned') return null;
      return {
        what: `plan ${shorten(body.plan.root)} waits for signatures${body.changes.length > 0 ? `, asked again: ${body.changes.join('; ')}` : ''}`,
        who: actor,
      };
    case 'approval':
      return {
        what: `${body.decision} ${body.plan ? `plan ${shorten(body.plan)}` : (body.step ?? '')}, by ${body.proof}: "${body.reason}"`,
        who: body.operator,
      };
    case 'refusal':
      return {
        what: `refused (${body.code}): ${body.reason}`,
        who: body.proven ? body.operator : `somebody who claims to be ${body.operator}`,
      };
    case 'call':
      // What only reads changes nothing that anybody would look for here.
      if (body.call === null || body.step === null) return null;
      return {
        source: 'aws',
        what: `${body.service}:${body.operation} ${body.outcome === 'ok' ? 'ok' : (body.errorCode ?? 'error')}`,
        who: actor,
        target: body.target,
        isRoutine: true,
        ...(body.requestId !== null && { requestId: body.requestId }),
      };
    case 'outcome': {
      const { action, target } = done(body.step);
      if (body.state === 'failed')
        return { what: `${action} failed: ${body.error?.message ?? ''}`, who: actor, target };
      if (body.state === 'skipped') return { what: `${action} left out: ${body.note ?? ''}`, who: actor, target };
      return body.state === 'reconciled'
        ? { what: `${action}: a lost answer was looked up in AWS`, who: actor, target }
        : null;
    }
    case 'verification': {
      const { action, target } = done(body.step);
      return body.holds
        ? { what: `${action} holds: ${body.assurance}`, who: actor, target, isRoutine: true }
        : { what: `${action} DOES NOT HOLD: ${body.facts.join('; ')}`, who: actor, target };
    }
    case 'undo': {
      const { action, target } = done(body.step);
      if (body.state === 'undoing') return null;
      return body.state === 'undone'
        ? { what: `${action} put back`, who: actor, target, isRoutine: true }
        : { what: `${action} could not be put back: ${body.error?.message ?? ''}`, who: actor, target };
    }
    case 'evidence':
      return {
        source: 'evidence',
        what: `${body.evidenceKind} ${body.state}`,
        who: actor,
        target: body.source,
        isRoutine: true,
      };
    case 'custody':
      return {
        source: 'evidence',
        what: custodyText(body),
        who: body.event === 'requested' ? body.operator : actor,
      };
    case 'note':
      return { what: body.text, who: actor };
    case 'seal':
      return body.event === 'sealed'
        ? {
            what: `${body.size} entries sealed${body.stored ? ` in s3://${body.stored.bucket}` : ', in the ledger only'}`,
            who: actor,
            isRoutine: true,
          }
        : { what: `NOT SEALED: ${body.reason}`, who: actor };
    default:
      return null;
  }
};

/**
 * What happened in a case, in the order of time: what its entries say, the changing AWS calls among them by AWS's own
 * request ids, what was collected, and what detectors said by their own clocks. Events of CloudTrail are not in it.
 */
export const timelineOf = (
  caseId: string,
  entries: readonly Entry[],
  findings: readonly CaseFinding[],
): readonly TimelineRow[] => {
  const recorded = entries.flatMap((entry): readonly TimelineRow[] => {
    const told = toldOf(entry);
    if (told === null) return [];
    const run = entry.body.run === caseId ? null : entry.body.run;
    return [{ source: 'ledger', target: null, isRoutine: false, ...told, at: entry.at, ref: `#${entry.seq}`, run }];
  });
  return [...findings.flatMap(byDetector), ...recorded].toSorted((one, other) => one.at.localeCompare(other.at));
};
