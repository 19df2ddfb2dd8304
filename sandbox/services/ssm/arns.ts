import { arnOf, tagsOf } from '../ec2/tags.js';
import type { Need, Place } from '../operation.js';
import { awsDocument } from './aws-documents.js';

/** The ARN of a document: Amazon's own belong to no account. */
export const documentArn = (place: Place, nameOrArn: string): string => {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  const account = awsDocument(nameOrArn) === undefined ? place.account : '';
  return `arn:aws:ssm:${place.region}:${account}:document/${nameOrArn}`;
};

/** The name in a document's ARN, or the name that it already is. */
export const documentName = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;

export const sessionArn = (place: Place, id: string): string =>
  `arn:aws:ssm:${place.region}:${place.account}:session/${id}`;

/** What an action on an instance takes; both spellings of the condition key for its tags are in use. */
export const onInstance = (place: Place, action: string, instanceId: string): Need => ({
  action,
  resources: [arnOf(place, 'instance', instanceId)],
  context: Object.fromEntries(
    Object.entries(tagsOf(place, instanceId)).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ssm:resourceTag/${key}`, value],
    ]),
  ),
});
