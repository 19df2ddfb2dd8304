import { custodyText } from '../../../ledger/evidence/custody-text.js';
import { caseWordText } from '../../../ledger/view/case/word-text.js';
import type { Entry } from '../../../workflows/contract/entries.js';
import { shorten } from '../../../workflows/contract/short.js';
import { deploymentText } from '../../output/deployment-text.js';
import type { Tone } from '../text/line.js';

/** What one ledger entry says. */
export type EntryText = { readonly text: string; readonly tone: Tone };

const say = (text: string, tone: Tone = 'plain'): EntryText => ({ text, tone });

/** One ledger entry in one line. */
export const entryText = ({ kind, body }: Entry): EntryText => {
  switch (kind) {
    case 'run':
      if (body.event === 'requested')
        return say(`${body.requestedBy} asked for ${body.playbook}: “${body.title}”`, 'strong');
      if (body.event === 'state')
        return say(`${body.state}${body.reason ? `: ${body.reason}` : ''}`, body.state === 'failed' ? 'bad' : 'strong');
      if (body.event === 'escalated') return say(`escalated to ${body.roles.join(', ')}`, 'warn');
      if (body.event === 'watch')
        return say(
          body.state === 'began' ? `watched until ${body.until}` : `not watched any more: ${body.reason}`,
          'dim',
        );
      if (body.event === 'withdrawn') return say(`goes on by itself: ${body.reason}`);
      if (body.event === 'unratified') return say(`UNRATIFIED: ${body.reason}`, 'bad');
      return say(
        `${body.requestedBy} asked to ${body.event === 'cancel-requested' ? 'cancel' : 'release'}: “${body.reason}”`,
        'strong',
      );
    case 'plan':
      return body.event === 'planned'
        ? say(`planned ${shorten(body.plan.root)}: ${body.changes.join('; ') || body.summary}`)
        : say(`planned again, as signed in ${shorten(body.authority)}`, 'dim');
    case 'approval':
      return say(`${body.operator} says ${body.decision}: “${body.reason}”`, body.decision === 'deny' ? 'bad' : 'good');
    case 'refusal':
      return say(
        `${body.proven ? '' : 'somebody who claims to be '}${body.operator} was refused (${body.code}): ${body.reason}`,
        'warn',
      );
    case 'intent':
      return say(
        `${body.service}:${body.operation} ${body.target}${body.attempt > 1 ? `, attempt ${body.attempt}` : ''}`,
      );
    case 'call':
      return body.outcome === 'ok'
        ? say(
            `ok ${body.durationMs} ms  ${body.service}:${body.operation} ${body.target}  request ${body.requestId ?? '-'}`,
            'dim',
          )
        : say(`${body.errorCode ?? 'error'}  ${body.service}:${body.operation} ${body.target}`, 'bad');
    case 'outcome':
      return body.state === 'failed'
        ? say(`${body.step} failed: ${body.error?.message ?? ''}`, 'bad')
        : say(`${body.step} ${body.state === 'progress' ? '' : body.state}${body.note ? ` ${body.note}` : ''}`);
    case 'verification':
      return body.holds
        ? say(`${body.assurance}: ${body.facts.join('; ')}`, 'good')
        : say(`does not hold: ${body.facts.join('; ')}`, 'bad');
    case 'undo':
      return say(
        `${body.step} ${body.state}${body.error ? `: ${body.error.message}` : ''}${body.facts.length ? `: ${body.facts.join('; ')}` : ''}`,
        body.state === 'undo-failed' ? 'bad' : 'plain',
      );
    case 'evidence':
      return say(`${body.evidenceKind} ${body.location} of ${body.source}: ${body.state}`);
    case 'custody':
      return say(custodyText(body), body.event === 'verified' && !body.ok ? 'bad' : 'plain');
    case 'note':
      return say(body.text);
    case 'case':
      return say(`${body.requestedBy} ${caseWordText(body)}`, body.event === 'noted' ? 'plain' : 'strong');
    case 'deployment':
      return say(deploymentText(body), isRefusal(body.event) ? 'bad' : 'plain');
    case 'seal':
      return body.event === 'refused'
        ? say(`NOT SEALED: ${body.reason}`, 'bad')
        : say(`sealed ${body.size} entries${body.stored ? ` in s3://${body.stored.bucket}` : ''}`, 'dim');
  }
};

const isRefusal = (event: string): boolean => event === 'start-refused' || event === 'request-refused';
