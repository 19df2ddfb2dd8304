import { deploymentChain } from '../../workflows/contract/deployment.js';
import { caseIdShape } from '../../workflows/contract/names.js';
import { severities, type Severity } from '../../workflows/contract/words.js';
import { usageError } from '../errors.js';

/** The id of a case as it was given. It is no id of a run: what is of a case as a whole names the case in its place. */
export const asCaseId = (text: string): string => {
  if (!caseIdShape.test(text) || text.startsWith('run-') || text === deploymentChain)
    throw usageError(
      `${JSON.stringify(text)} is not a case id.`,
      `Lower-case letters, digits and dashes; not ${deploymentChain}, and not beginning with run-.`,
    );
  return text;
};

/** How urgent, as it was given. */
export const asSeverity = (text: string): Severity => {
  const known = severities.find((one) => one === text);
  if (known === undefined)
    throw usageError(`${JSON.stringify(text)} is not a severity.`, `One of ${severities.join(', ')}.`);
  return known;
};
