import type { Report } from '../../ledger/view/report/model.js';
import { signatureNamespace } from '../../workflows/contract/documents.js';
import { caseIdShape } from '../../workflows/contract/names.js';
import { counted } from '../../workflows/contract/short.js';
import { heading, moment, tableOf, text, type Block, type Line } from './blocks.js';

const facts = ({ verified, head, seal }: Report): readonly (readonly Line[])[] => [
  [
    [{ strong: 'Verified' }],
    [
      verified.ok
        ? `${counted(verified.entries, 'entry', 'entries')}: hashes, chain, signatures, documents; ${counted(verified.seals, 'seal')} held`
        : 'no',
    ],
  ],
  ...(verified.firstBad
    ? [[[{ strong: 'First bad entry' }], [`${verified.firstBad.seq}: ${verified.firstBad.reason}`]]]
    : []),
  ...verified.badSeals.map((why): readonly Line[] => [[{ strong: 'No seal' }], [why]]),
  [[{ strong: 'Keys' }], [{ code: verified.keys.join(' ') || '—' }]],
  [[{ strong: 'Head' }], head ? [`entry ${head.seq}, `, { code: head.hash }] : ['none']],
  [
    [{ strong: 'Newest seal' }],
    seal
      ? [
          `${counted(seal.size, 'entry', 'entries')}, ${moment(seal.at)} `,
          { code: seal.ref },
          seal.stored
            ? `, s3://${seal.stored.bucket}/${seal.stored.key} until ${moment(seal.stored.retainUntil)}`
            : ', in the ledger only',
        ]
      : ['none'],
  ],
];

// An id that another program signed may be anything: then it is not put into commands.
const typed = (id: string): string => (caseIdShape.test(id) ? id : 'CASE');

const commands = (id: string, refs: readonly string[]): readonly Block[] => [
  text('Where the ledger is, all of it:'),
  { kind: 'commands', lines: [`firebreak audit verify ${id}`, `firebreak evidence verify ${id}`] },
  text(
    'Anywhere, with the public keys from a place that the ledger’s writer cannot write, and the seals from the vault:',
  ),
  {
    kind: 'commands',
    lines: [
      `firebreak audit export ${id} > case.jsonl`,
      'firebreak audit keys --json > keys.json',
      'firebreak audit verify --file case.jsonl --keys keys.json --seals seals/',
    ],
  },
  text(
    'Without Firebreak: the signature of the last entry, with jq and OpenSSL 3. Its hash and the chain: docs/audit.md.',
  ),
  {
    kind: 'commands',
    lines: [
      'tail -1 case.jsonl > entry.json',
      `{ printf 'firebreak.ledger.signature.v1\\n'; jq -r '.hash[7:]' entry.json | xxd -r -p; } > message.bin`,
      'jq -r .signature entry.json | base64 -d > signature.bin',
      `jq -r --arg id "$(jq -r .key entry.json)" '.[] | select(.id == $id).pem' keys.json > key.pem`,
      'openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in message.bin -sigfile signature.bin',
    ],
  },
  text(
    'A person’s signature on a decision, with OpenSSH; allowed_signers has a line with the operator’s name and public key:',
  ),
  {
    kind: 'commands',
    lines: [
      `jq -rj 'select(.seq == ${refs[0] ?? 'N'}).body.signed.signature' case.jsonl > decision.sig`,
      `jq -cSj 'select(.seq == ${refs[0] ?? 'N'}).body.signed.document' case.jsonl > decision.json`,
      `ssh-keygen -Y verify -n ${signatureNamespace} -f allowed_signers -I OPERATOR -s decision.sig < decision.json`,
    ],
  },
  text('The plan that was signed, byte for byte; its SHA-256 is its name:'),
  {
    kind: 'commands',
    lines: [
      `firebreak audit document "$(jq -r 'select(.kind == "plan").body.plan.document' case.jsonl | head -1)" | sha256sum`,
    ],
  },
];

/** What the report rests on, how to check it with other people's tools, and what it cannot show. */
export const proofBlocks = (report: Report): readonly Block[] => {
  const signed = report.runs
    .flatMap(({ gates }) => gates.flatMap(({ decisions }) => decisions))
    .filter(({ proof }) => proof !== 'aws')
    .map(({ ref }) => ref.slice(1));
  return [
    heading('Ledger and seals'),
    tableOf(['What', 'Found'], facts(report), ''),
    heading('How to verify'),
    ...commands(typed(report.case.id), signed),
    heading('What this report cannot show'),
    { kind: 'list', items: report.limits.map((one) => [one]) },
  ];
};
