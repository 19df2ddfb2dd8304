import { readFileSync, writeFileSync } from 'node:fs';
import { ZodError } from 'zod';
import { parseSigned } from '../../ledger/signed-document.js';
import { signatureNamespace } from '../../workflows/contract/documents.js';
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
      const { document, signature } = readSigned(file);
      if (document.run !== id)
        throw usageError(`${file} is a decision on ${document.run}, not on ${id}.`, 'Name that run.');
      const gate = view.gates.find((one) => one.nonce === document.nonce);
      const workflowId = gate?.workflowId ?? (view.release ? releaseWorkflowId(id, view.release) : runWorkflowId(id));
      await submit(session.temporal, session.config, workflowId, updateNames.decide, { document, signature });
      out.result(
        { run: id, decision: 'decision' in document ? document.decision : null, operator: document.operator },
        () => `${id}: the decision of ${document.operator} is on record`,
      );
      return exit.done;
    }
    const plan = await planToSign(invocation, view, 'approve');
    const reason = await theReason(invocation);
    const target = invocation.text('export');
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

const readSigned = (file: string) => {
  try {
    return parseSigned({
      document: JSON.parse(readFileSync(file, 'utf8')),
      signature: readFileSync(`${file}.sig`, 'utf8'),
    });
  } catch (error) {
    throw usageError(
      `${file} and ${file}.sig are not a signed decision: ${why(error)}.`,
      'Bring back both, the document unchanged.',
    );
  }
};

const why = (error: unknown): string => {
  if (!(error instanceof ZodError)) return (error as Error).message.slice(0, 300);
  const [first] = error.issues;
  return `${first?.path.join('.') ?? ''}: ${first?.message ?? 'it has another form'}`;
};
