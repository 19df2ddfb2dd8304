import type { Invocation } from '../command.js';
import { exit, type ExitCode } from '../errors.js';
import { table } from '../output/table.js';
import { missingText } from '../output/needs-text.js';
import { withSession } from './context.js';

/** Gates that wait for somebody. */
export const run = async (invocation: Invocation): Promise<ExitCode> =>
  withSession(invocation, async ({ reading }) => {
    const open = (await reading.runs()).filter((one) => one.state === 'waiting' || one.state === 'failed-step');
    const views = await Promise.all(open.map((one) => reading.run(one.id)));
    const waiting = views.flatMap((view) =>
      view.gates
        .filter((gate) => gate.state === 'waiting')
        .map((gate) => {
          const stages = view.stages.filter((stage) => stage.plan.hash === gate.plan);
          return {
            run: view.id,
            case: view.case,
            stage: gate.kind === 'failure' ? (gate.step?.split('/')[0] ?? null) : (stages[0]?.name ?? null),
            stages: stages.map((stage) => stage.name),
            kind: gate.kind,
            step: gate.step,
            playbook: view.playbook,
            severity: view.severity,
            planHash: gate.plan,
            needed: gate.needed,
            have: gate.approvals.length,
            roles: gate.roles,
            demands: gate.demands,
            missing: missingText(gate),
            expiresAt: gate.expiresAt,
            requestedBy: gate.requestedBy,
            summary:
              gate.kind === 'failure' ? `${gate.step} failed` : stages.map((stage) => stage.plan.summary).join('; '),
          };
        }),
    );
    invocation.out.result(waiting, () =>
      waiting.length === 0
        ? 'Nothing waits.'
        : table(
            ['RUN', 'SEV', 'WAITS FOR', 'HAVE', 'ASKED BY', 'EXPIRES', 'PLAN OR STEP'],
            waiting.map((one) => [
              one.run,
              one.severity,
              one.kind === 'failure' ? 'a decision' : `signatures: ${one.missing}`,
              `${one.have}/${one.needed}`,
              one.requestedBy,
              one.expiresAt,
              one.planHash ?? one.step ?? '',
            ]),
          ),
    );
    return exit.done;
  });
