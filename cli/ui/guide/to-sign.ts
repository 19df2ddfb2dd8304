import type { GateView, RunView } from '../../../workflows/contract/views.js';
import { objection } from '../data/people.js';
import { signers, type Moment } from './moment.js';
import { onRun } from './ways.js';

/** What to do while a plan waits for a signature: find it, read it, and be somebody who may sign it. */
export const toSign = (moment: Moment, { run, gate }: { readonly run: RunView; readonly gate: GateView }): string => {
  const { screen, selected } = moment;
  if (screen.name === 'plan' && screen.run === run.id)
    return screen.plan === gate.plan
      ? onThePlan(moment, gate, isWayBack(run, gate))
      : 'This plan is over: {plan} shows the one that is asked.';
  if (screen.name === 'approvals' && selected === run.id) return '{open} opens the plan that waits.';
  return onRun(moment, run, {
    here: isWayBack(run, gate)
      ? 'The way back is only planned: nothing is put back yet. {next} opens the plan: what it brings back with it.'
      : 'It is only planned: nothing has changed. {next} opens the plan: what it breaks, does, and does not cut.',
    elsewhere: 'A plan waits for a signature.',
  });
};

const isWayBack = (run: RunView, gate: GateView): boolean => gate.workflowId !== run.id;

const onThePlan = (moment: Moment, gate: GateView, isRelease: boolean): string => {
  const { me, operators } = moment;
  if (objection(gate, me) === null)
    return `You are ${me?.name}: {approve} signs exactly this plan, {deny} refuses it. {last} leads to its end.`;
  const able = signers(moment, gate);
  if (able.length === 0)
    return `Nobody can sign this: only ${gate.roles.join(' or ')} may, and ${gate.requestedBy} asked. {run} shows its run: [cancel] stops it there, then ask as somebody else.`;
  const next = operators[(operators.findIndex(({ name }) => name === me?.name) + 1) % operators.length];
  const switched = able.some(({ name }) => name === next?.name)
    ? `{operator} makes you ${next?.name}, who can.`
    : `{operator} until you are ${able[0]?.name}, who can.`;
  const reading = isRelease ? 'Read what comes back with it.' : 'Read WILL BREAK; {last} leads to NOT CUT.';
  return `${reading} Who asks cannot sign: ${switched}`;
};
