import type { AwsDocument } from './aws-document.js';
import type { ParameterSchema } from './document-content.js';

// How long a script may run, in seconds: 1 to 172800 (48 hours).
const EXECUTION_TIMEOUT: ParameterSchema = {
  type: 'String',
  default: '3600',
  description: 'Seconds after which the script is ended.',
  allowedPattern: '([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)',
};

const scriptDocument = (plugin: string, description: string): object => ({
  schemaVersion: '1.2',
  description,
  parameters: {
    commands: {
      type: 'StringList',
      description: 'Lines of the script, or commands to be run one after the other.',
      minItems: 1,
      displayType: 'textarea',
    },
    workingDirectory: { type: 'String', default: '', description: 'Folder to run in.', maxChars: 4096 },
    executionTimeout: EXECUTION_TIMEOUT,
  },
  runtimeConfig: {
    [plugin]: {
      properties: [
        {
          id: `0.${plugin}`,
          runCommand: '{{ commands }}',
          workingDirectory: '{{ workingDirectory }}',
          timeoutSeconds: '{{ executionTimeout }}',
        },
      ],
    },
  },
});

/** Amazon's documents that run a script, or renew the agent that does. */
export const SCRIPT_DOCUMENTS: readonly AwsDocument[] = [
  {
    name: 'AWS-RunShellScript',
    type: 'Command',
    owner: 'Amazon',
    platforms: ['Linux', 'MacOS'],
    version: 1,
    content: scriptDocument('aws:runShellScript', 'Runs a shell script or commands on Linux and macOS.'),
  },
  {
    name: 'AWS-RunPowerShellScript',
    type: 'Command',
    owner: 'Amazon',
    platforms: ['Windows', 'Linux', 'MacOS'],
    version: 1,
    content: scriptDocument('aws:runPowerShellScript', 'Runs a PowerShell script or commands.'),
  },
  {
    name: 'AWS-UpdateSSMAgent',
    type: 'Command',
    owner: 'Amazon',
    platforms: ['Windows', 'Linux', 'MacOS'],
    version: 1,
    content: {
      schemaVersion: '1.2',
      description: 'Brings SSM Agent to its latest version, or to the one named.',
      parameters: {
        version: { type: 'String', default: '', description: 'Version to install; empty for the latest.' },
        allowDowngrade: {
          type: 'String',
          default: 'false',
          description: 'Whether an older version may be installed.',
          allowedValues: ['true', 'false'],
        },
      },
      runtimeConfig: {
        'aws:updateSsmAgent': {
          properties: {
            agentName: 'amazon-ssm-agent',
            allowDowngrade: '{{ allowDowngrade }}',
            targetVersion: '{{ version }}',
          },
        },
      },
    },
  },
];
