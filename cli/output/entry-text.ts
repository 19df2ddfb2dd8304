import { custodyText } from '../../ledger/evidence/custody-text.js';
import { deploymentText } from './deployment-text.js';
import { neutral } from './neutral.js';
import { caseWordText } from '../../ledger/view/case/word-text.js';
import type { Entry } from '../../workflows/contract/entries.js';
import { shorten } from '../../workflows/contract/short.js';

const entryText = ({ kind, body }: Entry): string => {
  if (kind === 'run') {
    if (body.event === 'requested') return `${body.requestedBy} asks for ${body.playbook}: "${body.title}"`;
    if (body.event === 'state')
      return `${body.release ? `${body.release} ` : ''}${body.state}${body.reason ? `: ${body.reason}` : ''}`;
    if (body.event === 'escalated') return `${body.gate} is escalated to ${body.roles.join(', ')}`;
    if (body.event === 'watch')
      return body.state === 'began' ? `watched until ${body.until}` : `not watched any more: ${body.reason}`;
    if (body.event === 'withdrawn') return `${body.gate} is withdrawn: ${body.reason}`;
    if (body.event === 'unratified') return `UNRATIFIED: ${body.reason}`;
    return `${body.requestedBy} ${body.event === 'cancel-requested' ? 'says stop' : `asks for ${body.release}`}: "${body.reason}"`;
  }
  if (kind === 'plan')
    return `${body.event} ${shorten(body.plan.root)}${body.event === 'planned' ? ` ${body.summary}` : ''}${body.answers ? `; AWS answered ${body.answers}` : ''}`;
  if (kind === 'approval')
    return `${body.operator}: ${body.decision} ${body.plan ? shorten(body.plan) : (body.step ?? '')} "${body.reason}"`;
  if (kind === 'refusal')
    return `refused ${body.proven ? '' : 'somebody who claims to be '}${body.operator}: ${body.code}: ${body.reason}`;
  if (kind === 'intent')
    return `${body.service}:${body.operation} ${body.target}${body.attempt > 1 ? ` (attempt ${body.attempt})` : ''}`;
  if (kind === 'call')
    return `${body.service}:${body.operation} ${body.target} ${body.outcome}${body.errorCode ? ` ${body.errorCode}` : ''} ${body.durationMs} ms`;
  if (kind === 'outcome')
    return `${body.step} ${body.state}${body.note ? `: ${body.note}` : ''}${body.error ? `: ${body.error.code}: ${body.error.message}` : ''}`;
  if (kind === 'verification')
    return `${body.step} ${body.holds ? body.assurance : 'DOES NOT HOLD'}: ${body.facts.join('; ')}`;
  if (kind === 'undo') return `${body.step} ${body.state}${body.facts.length > 0 ? `: ${body.facts.join('; ')}` : ''}`;
  if (kind === 'evidence') return `${body.evidenceKind} ${body.id} of ${body.source}`;
  if (kind === 'custody') return custodyText(body);
  if (kind === 'note') return body.text;
  if (kind === 'deployment') return deploymentText(body);
  if (kind === 'case') return `${body.requestedBy} ${caseWordText(body)}`;
  if (body.event === 'refused') return `NOT SEALED: ${body.reason}`;
  return `${body.size} entries sealed${body.stored ? ` in s3://${body.stored.bucket}` : ''}`;
};

/** The line as lists and logs show it: time, kind, what, number. */
export const entryLine = (entry: Entry): string =>
  neutral(`${entry.at.slice(11, 23)}Z  ${entry.kind.padEnd(12)} ${entryText(entry)}  #${entry.seq}`);
