import type { DocumentContent, DocumentStep } from './document-content.js';
import { filledLines } from './document-parameters.js';
import { notSimulated } from './failures.js';
import type { PlannedStep, StepResult } from './records.js';

type Values = Readonly<Record<string, readonly string[]>>;

const SCRIPT_SECONDS = 3_600;

/**
 * The scripts that a document comes to with these values. Only plugins that run a script are played, and those of
 * Amazon's own tools that are scripts in all but name; a document with any other is refused whole.
 */
export const plannedSteps = (document: string, { steps }: DocumentContent, values: Values): readonly PlannedStep[] =>
  steps.map((step) => ({
    name: step.name,
    plugin: step.plugin,
    script: scriptOf(document, step, values),
    timeoutMs: secondsOf(step, values) * 1_000,
    ...platformOf(step),
  }));

const scriptOf = (document: string, step: DocumentStep, values: Values): string => {
  switch (step.plugin) {
    case 'aws:runShellScript':
    case 'aws:runPowerShellScript':
      return filledLines(step, 'runCommand', values).join('\n');
    case 'aws:updateSsmAgent':
      if (filledLines(step, 'targetVersion', values).some((version) => version !== ''))
        throw notSimulated('an update of SSM Agent to a version');
      return "echo 'amazon-ssm-agent is of the latest version, update skipped'";
    default:
      throw notSimulated(`the plugin ${step.plugin} of ${document}`);
  }
};

const secondsOf = (step: DocumentStep, values: Values): number => {
  const [text = ''] = filledLines(step, 'timeoutSeconds', values);
  return /^\d+$/.test(text) ? Number(text) : SCRIPT_SECONDS;
};

const platformOf = ({ platform }: DocumentStep): Pick<PlannedStep, 'platform'> =>
  platform === undefined ? {} : { platform };

/** What an agent says at once of a step that it does not run on its platform; undefined for one that it runs. */
export const unrunnable = (
  { name, plugin, platform }: PlannedStep,
  on: 'linux' | 'windows',
  at: number,
): StepResult | undefined => {
  const said = { startedAt: at, endedAt: at, stdout: '', stderr: '' };
  if (platform !== undefined && platform !== on)
    return {
      ...said,
      status: 'Success',
      details: 'Success',
      code: 0,
      stdout: `Step execution skipped due to unsatisfied preconditions: platformType. Step name: ${name}`,
    };
  if (on === 'windows' && plugin === 'aws:runShellScript')
    return { ...failed(said), stderr: `Plugin with name ${plugin} is not supported in current platform` };
  if (on === 'linux' && plugin === 'aws:runPowerShellScript')
    return { ...failed(said), stderr: 'pwsh: command not found\nfailed to run commands: exit status 127', code: 127 };
  return undefined;
};

const failed = (said: Pick<StepResult, 'startedAt' | 'endedAt' | 'stdout' | 'stderr'>): StepResult => ({
  ...said,
  status: 'Failed',
  details: 'Failed',
  code: 1,
});
