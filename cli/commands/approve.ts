import { readFileSync, writeFileSync } from 'node:fs';
import { readSigned } from '../../ledger/signed-document.js';
import { signatureNamespace, type Signed } from '../../workflows/contract/documents.js';
import { releaseWorkflowId, runWorkflowId, updateNames } from '../../workflows/contract/names.js';
import type { Invocation } from '../command.js';
import { exit, usageError, type ExitCode } from '../errors.js';
import { planDecision } from '../session/decision-document.js';
import { submit } from '../session/submit.js';
import { signedText } from '../session/signing.js';
import { theReason, theRun, withSession } from './context.js';
import { planToSign } from './sign-plan.js';

/** Signs the plan that was shown; or writes the document to sign elsewhere; or brings it back signed. */
export const run = async (invocation: Invocation): Promise<ExitCode> => {
  const id = theRun(invocation, 'approve');
  return withSession(invocation, async (session) => {
    const view = session.reading.run(id);
    const { out } = invocation;
    const answer = (): ExitCode => {
      const { state } = session.reading.run(id);
      out.result(
        { run: id, decision: 'approve', operator: session.operator, state },
        () => `${id}: approved by ${session.operator}`,
      );
      return exit.done;
    };
    const file = invocation.text('import');
    if (file !== undefined) {
      const signed = readSignedFile(file);
      const { document } = signed;
      if (document.run !== id)
        throw usageError(`${file} is a decision on ${document.run}, not on ${id}.`, 'Name that run.');
      const gate = view.gates.find((one) => one.nonce === document.nonce);
      const workflowId = gate?.workflowId ?? (view.release ? releaseWorkflowId(id, view.release) : runWorkflowId(id));
      await submit(session.temporal, session.config, workflowId, updateNames.decide, signed);
      out.result(
        { run: id, decision: 'decision' in document ? document.decision : null, operator: document.operator },
        () => `${id}: the decision of ${document.operator} is on record`,
      );
      return exit.done;
    }
    const plan = await planToSign(invocation, view, 'approve');
    const reason = await theReason(invocation);
    const target = invocation.text('export');
    if (target !== undefined && invocation.text('proof') === 'aws')
      throw usageError('An AWS proof is good for minutes only: it does not travel.', 'Leave --export out, or --proof.');
    if (target === undefined) {
      await session.as(session.operator).approve(id, plan, reason);
      return answer();
    }
    const { document } = planDecision(session.reading, session.operator, id, plan, 'approve', reason);
    writeFileSync(target, signedText(document), { mode: 0o600 });
    out.result({ file: target, namespace: signatureNamespace, document }, () =>
      [
        `Wrote ${target}. Sign it, on any machine, with the key of ${session.operator}:`,
        `  ssh-keygen -Y sign -n ${signatureNamespace} -f KEY ${target}`,
        `Then bring ${target} and ${target}.sig back: firebreak approve ${id} --import ${target}`,
      ].join('\n'),
    );
    return exit.done;
  });
};

const readSignedFile = (file: string): Signed => {
  const unread = (why: string): Error =>
    usageError(
      `${file} and ${file}.sig are not a signed decision: ${why}.`,
      'Bring back both, the document unchanged.',
    );
  let value: unknown;
  try {
    value = { document: JSON.parse(readFileSync(file, 'utf8')), signature: readFileSync(`${file}.sig`, 'utf8') };
  } catch (error) {
    throw unread((error as Error).message.slice(0, 300));
  }
  const signed = readSigned(value);
  if ('problem' in signed) throw unread(signed.problem);
  return signed;
};
