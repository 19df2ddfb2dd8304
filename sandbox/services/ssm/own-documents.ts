import type { Need, Place } from '../operation.js';
import { documentArn } from './arns.js';
import { invalidDocument } from './failures.js';
import { documentsIn, type DocumentRecord } from './records.js';

/** What an action on one document takes. */
export const onDocument =
  (action: string) =>
  (place: Place, { Name = '' }: { readonly Name?: string | undefined }): readonly Need[] => [
    { action, resources: [documentArn(place, Name)] },
  ];

/** An own document by its name; InvalidDocument else, Amazon's included. */
export const ownDocument = (place: Place, name: string): DocumentRecord => {
  const record = documentsIn(place).get(name);
  if (record === undefined) throw invalidDocument(name);
  return record;
};
