import type { Command } from './command.js';
import { sandboxCommand } from './sandbox-command.js';

const proof = {
  type: 'string',
  value: 'ssh|aws',
  help: 'sign with the SSH key, or with the AWS credentials here (default: ssh, unless the operator has no keys)',
} as const;

/** What every command takes that brings a person's word. */
const signing = {
  reason: { type: 'string', value: 'TEXT', help: 'why; it stands in the ledger' },
  proof,
  export: { type: 'string', value: 'FILE', help: 'write the document, to sign it elsewhere; sends nothing' },
  import: { type: 'string', value: 'FILE', help: 'bring what was signed elsewhere; its signature is in FILE.sig' },
} as const;

/** Every command. A new one is its file and one entry here. */
export const commands: readonly Command[] = [
  {
    name: 'ui',
    summary: 'the terminal UI (also: firebreak without a command)',
    usage: 'ui',
    examples: ['firebreak'],
    load: () => import('./commands/ui.js'),
  },
  {
    name: 'up',
    summary: 'start the sandbox: Temporal, AWS, worker',
    usage: 'up [--detach] [--reset] [--scenario NAME|none]',
    examples: [
      'firebreak up --detach',
      'firebreak up --detach --scenario crypto-miner',
      'firebreak up --reset   # a new world, in which nothing has happened',
    ],
    options: {
      detach: { type: 'boolean', help: 'return once it is up (otherwise it stops with ^C)' },
      reset: { type: 'boolean', help: 'forget its world first: account, runs, ledger, keys' },
      scenario: {
        type: 'string',
        value: 'NAME|none',
        help: 'let this happen in its world, unless it has (default: none)',
      },
    },
    load: () => import('./commands/up.js'),
  },
  {
    name: 'down',
    summary: 'stop the sandbox; what it knows stays',
    usage: 'down',
    examples: ['firebreak down'],
    load: () => import('./commands/down.js'),
  },
  {
    name: 'status',
    summary: 'what runs, and how to talk to it',
    usage: 'status',
    examples: ['firebreak status', 'firebreak status --json | jq .aws.endpoint'],
    load: () => import('./commands/status.js'),
  },
  sandboxCommand,
  {
    name: 'playbooks',
    summary: 'the catalogue; with a name: inputs, stages, actions, permissions',
    usage: 'playbooks [NAME]',
    examples: ['firebreak playbooks', 'firebreak playbooks contain-instance --json'],
    load: () => import('./commands/playbooks.js'),
  },
  {
    name: 'plan',
    summary: 'compute and print a plan; changes nothing',
    usage: 'plan PLAYBOOK [--set KEY=VALUE]… [--input FILE|-]',
    examples: ['firebreak plan contain-instance --set instanceId=i-0abc1234def567890'],
    options: {
      set: { type: 'string', multiple: true, value: 'KEY=VALUE', help: 'an input of the playbook' },
      input: { type: 'string', value: 'FILE', help: 'inputs as a JSON object; - is stdin' },
    },
    load: () => import('./commands/plan.js'),
  },
  {
    name: 'run',
    summary: 'ask for a playbook to be run; prints the id of the run',
    usage:
      'run PLAYBOOK [--set KEY=VALUE]… [--input FILE|-] [--case ID] [--severity P1..P4] [--title T] [--reason T] [--wait] [--export FILE | --import FILE]',
    examples: [
      'firebreak run contain-instance --set instanceId=i-0abc1234def567890 --title "beacon to 203.0.113.7"',
      'firebreak run contain-instance --input finding.json --severity P1 --wait --json',
    ],
    options: {
      set: { type: 'string', multiple: true, value: 'KEY=VALUE', help: 'an input of the playbook' },
      input: { type: 'string', value: 'FILE', help: 'inputs as a JSON object; - is stdin' },
      case: { type: 'string', value: 'ID', help: 'the case it belongs to (default: a new one)' },
      severity: { type: 'string', value: 'P1..P4', help: 'how urgent (default: P2)' },
      title: { type: 'string', value: 'T', help: 'what it is about' },
      ...signing,
      wait: { type: 'boolean', help: 'follow it to its end' },
    },
    load: () => import('./commands/run.js'),
  },
  {
    name: 'runs',
    summary: 'list runs, newest first',
    usage: 'runs [--state S] [--case ID] [--playbook P] [--limit N]',
    examples: ['firebreak runs', 'firebreak runs --state waiting --json'],
    options: {
      state: { type: 'string', value: 'S', help: 'only in this state' },
      case: { type: 'string', value: 'ID', help: 'only of this case' },
      playbook: { type: 'string', value: 'P', help: 'only of this playbook' },
      limit: { type: 'string', value: 'N', help: 'at most N (default: 50)' },
    },
    load: () => import('./commands/runs.js'),
  },
  {
    name: 'show',
    summary: 'one run in full: stages, tracks, steps, gates, plans, records',
    usage: 'show RUN',
    examples: ['firebreak show run-1a2b3c4d5e6f', 'firebreak show run-1a2b3c4d5e6f --json | jq .stages[].state'],
    load: () => import('./commands/show.js'),
  },
  {
    name: 'watch',
    summary: 'follow a run live until it ends',
    usage: 'watch RUN',
    examples: ['firebreak watch run-1a2b3c4d5e6f', 'firebreak watch run-1a2b3c4d5e6f --json   # NDJSON'],
    load: () => import('./commands/watch.js'),
  },
  {
    name: 'approvals',
    summary: 'gates that wait for somebody',
    usage: 'approvals',
    examples: ['firebreak approvals', 'firebreak approvals --json | jq -r ".[0].planHash"'],
    load: () => import('./commands/approvals.js'),
  },
  {
    name: 'approve',
    summary: 'sign the plan that was shown',
    usage: 'approve RUN [--stage S] [--plan HASH] --reason TEXT [--export FILE | --import FILE]',
    examples: [
      'firebreak approve run-1a2b3c4d5e6f --plan sha256:… --reason "beacon confirmed" --as ir-lead',
      'firebreak approve run-1a2b3c4d5e6f --plan sha256:… --reason ok --as ir-lead --export decision.json',
      'ssh-keygen -Y sign -n firebreak.operator.v1 -f ~/.ssh/id_ed25519 decision.json   # on any machine',
      'firebreak approve run-1a2b3c4d5e6f --import decision.json   # with decision.json.sig beside it',
    ],
    options: {
      stage: { type: 'string', value: 'S', help: 'the stage that waits (all stages signed together are)' },
      plan: { type: 'string', value: 'HASH', help: 'the plan that was read; needed without a terminal' },
      ...signing,
    },
    load: () => import('./commands/approve.js'),
  },
  {
    name: 'deny',
    summary: 'sign that a plan must not run',
    usage: 'deny RUN [--stage S] [--plan HASH] --reason TEXT [--export FILE | --import FILE]',
    examples: ['firebreak deny run-1a2b3c4d5e6f --plan sha256:… --reason "wrong host" --as ir-lead'],
    options: {
      stage: { type: 'string', value: 'S', help: 'the stage that waits' },
      plan: { type: 'string', value: 'HASH', help: 'the plan that was read; needed without a terminal' },
      ...signing,
    },
    load: () => import('./commands/deny.js'),
  },
  {
    name: 'decide',
    summary: 'answer a failure gate',
    usage: 'decide RUN --step ID retry|skip|abort|release --reason TEXT [--export FILE | --import FILE]',
    examples: [
      'firebreak decide run-1a2b3c4d5e6f --step contain/i-0abc/isolateInstance retry --reason "permission added"',
    ],
    options: {
      step: { type: 'string', value: 'ID', help: 'the step that failed (default: the only one that waits)' },
      ...signing,
    },
    load: () => import('./commands/decide.js'),
  },
  {
    name: 'cancel',
    summary: 'stop after the change in flight, and keep what was done',
    usage: 'cancel RUN --reason TEXT [--export FILE | --import FILE]',
    examples: ['firebreak cancel run-1a2b3c4d5e6f --reason "false alarm"'],
    options: signing,
    load: () => import('./commands/cancel.js'),
  },
  {
    name: 'release',
    summary: 'put back what was changed, newest first: planned, shown, signed by another person',
    usage: 'release RUN [--step ID]… [--plan] --reason TEXT [--export FILE | --import FILE]',
    examples: [
      'firebreak release run-1a2b3c4d5e6f --reason "host rebuilt"',
      'firebreak approve run-1a2b3c4d5e6f --plan sha256:… --reason ok --as ir-lead',
    ],
    options: {
      step: { type: 'string', multiple: true, value: 'ID', help: 'only this step (default: all)' },
      plan: { type: 'boolean', help: 'print the plan that now waits for its signature' },
      ...signing,
    },
    load: () => import('./commands/release.js'),
  },
  {
    name: 'audit',
    summary: 'the ledger: show, verify, prove, export, keys, document',
    usage:
      'audit show|verify|prove|export|keys|document [CASE|RUN|HASH] [SEQ] [--seals S] [--file F | --proof P] [--keys K]',
    examples: [
      'firebreak audit verify',
      'firebreak audit show run-1a2b3c4d5e6f',
      'firebreak audit export case-1a2b3c4d > case.jsonl && firebreak audit keys --json > keys.json',
      'firebreak audit document sha256:… | sha256sum   # a plan, byte for byte as it was hashed',
      'firebreak audit verify --file case.jsonl --keys keys.json   # needs neither worker nor AWS nor this ledger',
      'firebreak audit verify --seals seals/   # as they were copied out of the vault',
      'firebreak audit prove case-1a2b3c4d 12 > entry.tlog-proof   # one entry, to be shown without the rest',
      'firebreak audit verify --proof entry.tlog-proof --keys keys.json',
    ],
    options: {
      file: { type: 'string', value: 'F', help: 'verify this exported file' },
      keys: { type: 'string', value: 'K', help: 'with the public keys in this file' },
      seals: { type: 'string', value: 'S', help: 'with the seals in this folder or file' },
      proof: { type: 'string', value: 'P', help: 'verify this proof of one entry' },
      format: { type: 'string', value: 'jsonl', help: 'of an export (default: jsonl)' },
    },
    load: () => import('./commands/audit.js'),
  },
  {
    name: 'operators',
    summary: 'people, roles and keys',
    usage: 'operators [list|verify] [--proof ssh|aws]',
    examples: [
      'firebreak operators',
      'firebreak operators verify --as ir-lead',
      'firebreak operators verify --as ir-lead --proof aws   # asks AWS STS, over the network',
    ],
    options: { proof },
    load: () => import('./commands/operators.js'),
  },
  {
    name: 'policy',
    summary: 'explain which rules of the policy a step falls under, and who could sign it',
    usage: 'policy test PLAYBOOK --action ACTION [--severity P1..P4] [--account ID] [--environment E] [--irreversible]',
    examples: [
      'firebreak policy test contain-instance --action isolateInstance --severity P1',
      'firebreak policy test revoke-credentials --action removeConsoleAccess --as responder --json | jq .rules',
    ],
    options: {
      action: { type: 'string', value: 'ACTION', help: 'the action of the step; firebreak playbooks NAME lists them' },
      severity: { type: 'string', value: 'P1..P4', help: 'of the case (default: P2)' },
      account: { type: 'string', value: 'ID', help: 'the account of the target' },
      environment: { type: 'string', value: 'E', help: 'the environment tag of the target' },
      irreversible: { type: 'boolean', help: 'as if the plan said that it cannot be put back' },
    },
    load: () => import('./commands/policy.js'),
  },
  {
    name: 'worker',
    summary: 'run a worker (production entry point)',
    usage: 'worker',
    examples: ['firebreak worker --config /etc/firebreak/firebreak.yaml'],
    load: () => import('./commands/worker.js'),
  },
  {
    name: 'config',
    summary: 'the settings in force, and where each came from',
    usage: 'config show',
    examples: ['firebreak config show --json'],
    load: () => import('./commands/config.js'),
  },
  {
    name: 'version',
    summary: 'the version',
    usage: 'version',
    examples: ['firebreak version'],
    load: () => import('./commands/version.js'),
  },
  {
    name: 'help',
    summary: 'this help',
    usage: 'help [COMMAND]',
    examples: ['firebreak help approve'],
    load: () => import('./commands/help.js'),
  },
  // What `npm start` runs.
  {
    name: 'start',
    summary: '',
    usage: 'start [--scenario NAME|none]',
    examples: ['npm start', 'npm start -- --scenario leaked-ci-key'],
    options: {
      scenario: {
        type: 'string',
        value: 'NAME|none',
        help: 'let this happen in its world, unless it has (default: crypto-miner in a world where nothing has)',
      },
    },
    load: () => import('./commands/start.js'),
  },
];
