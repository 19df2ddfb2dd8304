import type { CaseView } from '../../../workflows/contract/case-views.js';
import { counted } from '../../../workflows/contract/short.js';
import { isFinal } from '../../../workflows/contract/words.js';
import type { EvidenceItem } from '../../evidence/item.js';
import type { SealReport, Verified } from './model.js';

type Known = {
  readonly view: CaseView;
  readonly unreadable: readonly string[];
  readonly verified: Verified;
  readonly seal: SealReport | null;
  readonly evidence: readonly EvidenceItem[];
};

const sealing = (seal: SealReport | null): readonly string[] => {
  if (!seal)
    return [
      'No seal: whoever owns the ledger and its key could have rewritten it, and nothing outside would show that.',
    ];
  if (!seal.stored)
    return [
      'Sealed in the ledger only: no vault is configured. Against whoever owns the ledger and its key, such a seal proves nothing unless somebody has copied it elsewhere.',
    ];
  return seal.after > 0
    ? [
        `${counted(seal.after, 'entry', 'entries')} after the newest seal: that they are all there only the ledger itself says.`,
      ]
    : [];
};

/** What a report on the case cannot show, and why. */
export const limitsOf = ({ view, unreadable, verified, seal, evidence }: Known): readonly string[] => {
  const open = view.runs.filter(({ state }) => !isFinal(state)).length;
  const unhashed = evidence.filter(({ sha256 }) => sha256 === null).length;
  const unchecked = evidence.filter(({ custody }) => !custody.some(({ event }) => event === 'verified')).length;
  return [
    ...(verified.ok ? [] : ['The ledger does not verify: nothing here can be relied on until that is explained.']),
    ...unreadable.map((why) => `A run is missing: ${why}`),
    ...sealing(seal),
    ...(verified.attested > 0
      ? [
          `${counted(verified.attested, 'decision rests', 'decisions rest')} on AWS proofs: that AWS said who signed is the worker’s word, and cannot be checked again.`,
        ]
      : []),
    ...(open > 0 ? [`${counted(open, 'run is', 'runs are')} not through yet: what comes is not in here.`] : []),
    ...(view.findings.length > 0
      ? ['Findings are a detector’s word, with its own times: Firebreak has seen nothing of it itself.']
      : ['No finding is on the case: when the incident began, and how it was noticed, is not known here.']),
    ...(evidence.length > 0 && unchecked > 0
      ? [`${counted(unchecked, 'item')} of evidence not verified since it was collected.`]
      : []),
    ...(unhashed > 0
      ? [
          `${counted(unhashed, 'item')} of evidence without a hash: AWS tells nobody the bytes of a snapshot or a volume.`,
        ]
      : []),
    'AWS calls are those that Firebreak’s worker recorded. Events of CloudTrail are not in here.',
    '“configured” means that AWS read back what was asked for. Whether traffic or sessions have ceased, it does not say.',
    'Times of entries are by the clock of the worker’s host.',
  ];
};
