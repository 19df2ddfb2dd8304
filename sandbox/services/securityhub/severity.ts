import type { Severity, SeverityLabel } from '@aws-sdk/client-securityhub';

// "Severity" (AWS Security Finding Format): the normalized value of a label, and the labels' ranges.
const LOWEST: readonly (readonly [label: SeverityLabel, normalized: number])[] = [
  ['CRITICAL', 90],
  ['HIGH', 70],
  ['MEDIUM', 40],
  ['LOW', 1],
  ['INFORMATIONAL', 0],
];

/** A severity with both its label and its normalized value; the label counts where they disagree. */
export const wholeSeverity = (severity: Severity): Severity => {
  const { Label, Normalized, ...rest } = severity;
  const label = Label ?? LOWEST.find(([, least]) => (Normalized ?? 0) >= least)?.[0] ?? 'INFORMATIONAL';
  const least = LOWEST.find(([each]) => each === label)?.[1] ?? 0;
  return { ...rest, Label: label, Normalized: Label === undefined ? (Normalized ?? least) : least };
};
