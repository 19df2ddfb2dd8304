import type { AwsDocument } from './aws-document.js';
import { SCRIPT_DOCUMENTS } from './aws-script-documents.js';
import { SESSION_DOCUMENTS } from './aws-session-documents.js';
import { TOOL_DOCUMENTS } from './aws-tool-documents.js';

const DOCUMENTS: readonly AwsDocument[] = [...SCRIPT_DOCUMENTS, ...TOOL_DOCUMENTS, ...SESSION_DOCUMENTS];

/** Every document that is there by itself. */
export const awsDocuments = (): readonly AwsDocument[] => DOCUMENTS;

/** A document of Amazon's by its name. */
export const awsDocument = (name: string): AwsDocument | undefined =>
  DOCUMENTS.find((one) => one.name === name && one.owner === 'Amazon');
