import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';

// "AWS Security Finding Format (ASFF) syntax" and "Required top-level ASFF attributes" (AWS Security Hub User Guide).
const LARGEST = 240 * 1024;
const LONGEST: Readonly<Record<string, number>> = { Description: 1024, GeneratorId: 512, Id: 512, Title: 256 };
const MOST_RESOURCES = 32;
const MOST_TYPES = 50;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/;
const TYPE =
  /^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(\/[^/]+){0,2}$/;

/** What is wrong with an imported finding beyond its shape; undefined if nothing is. */
export const findingProblem = (finding: AwsSecurityFinding, account: string): string | undefined =>
  [...problems(finding, account)][0];

function* problems(finding: AwsSecurityFinding, account: string): Generator<string> {
  if (Buffer.byteLength(JSON.stringify(finding)) > LARGEST) yield 'Finding is larger than 240 KB.';
  if (finding.SchemaVersion !== '2018-10-08') yield notFormat(`data.SchemaVersion should be equal to '2018-10-08'`);
  if (finding.AwsAccountId !== account)
    yield `AwsAccountId ${finding.AwsAccountId} does not match the account that imports the finding`;
  if (finding.Severity === undefined && finding.FindingProviderFields?.Severity === undefined)
    yield notFormat(`data should have required property 'Severity'`);
  const types = finding.Types ?? finding.FindingProviderFields?.Types;
  if (types === undefined) yield notFormat(`data should have required property 'Types'`);
  if ((types?.length ?? 0) > MOST_TYPES) yield notFormat(`data.Types should NOT have more than ${MOST_TYPES} items`);
  for (const type of types ?? []) if (!TYPE.test(type)) yield notFormat(`data.Types should match pattern: ${type}`);
  for (const [name, most] of Object.entries(LONGEST)) {
    const text = finding[name as 'Title'] ?? '';
    if (text.length > most) yield notFormat(`data.${name} should NOT be longer than ${most} characters`);
  }
  for (const name of ['CreatedAt', 'UpdatedAt', 'FirstObservedAt', 'LastObservedAt'] as const) {
    const time = finding[name];
    if (time !== undefined && !isTime(time)) yield notFormat(`data.${name} should match format "date-time"`);
  }
  const count = finding.Resources?.length ?? 0;
  if (count < 1) yield notFormat('data.Resources should NOT have fewer than 1 items');
  if (count > MOST_RESOURCES) yield notFormat(`data.Resources should NOT have more than ${MOST_RESOURCES} items`);
}

const notFormat = (detail: string): string => `Finding does not adhere to Amazon Finding Format. ${detail}.`;

/** Whether a text is a time as ASFF writes it: RFC 3339. */
export const isTime = (text: string): boolean => TIME.test(text) && !Number.isNaN(Date.parse(text));
