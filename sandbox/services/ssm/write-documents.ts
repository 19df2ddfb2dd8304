import type {
  CreateDocumentRequest,
  CreateDocumentResult,
  DeleteDocumentRequest,
  UpdateDocumentDefaultVersionRequest,
  UpdateDocumentDefaultVersionResult,
  UpdateDocumentRequest,
  UpdateDocumentResult,
} from '@aws-sdk/client-ssm';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { awsDocument } from './aws-documents.js';
import { readContent } from './document-content.js';
import { descriptionOf } from './document-views.js';
import { invalidVersion, notSimulated } from './failures.js';
import { documentAt } from './library.js';
import { onDocument, ownDocument } from './own-documents.js';
import { documentsIn } from './records.js';

/** "AWS Systems Manager endpoints and quotas", AWS General Reference. */
const MOST_BYTES = 64 * 1024;
const MOST_VERSIONS = 1_000;

const RESERVED = /^(aws|amazon|amzn|awsec2|awsconfigremediation|awssupport)/i;

const formatOf = (format: string | undefined): 'JSON' | 'YAML' => {
  if (format === 'TEXT') throw notSimulated('a document of format TEXT');
  return format === 'YAML' ? 'YAML' : 'JSON';
};

const checkSize = (content: string): void => {
  if (Buffer.byteLength(content) > MOST_BYTES)
    throw new AwsFailure('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
};

/** CreateDocument, UpdateDocument, UpdateDocumentDefaultVersion, DeleteDocument: Command and Session documents. */
export const documentWrites: Operations = {
  CreateDocument: operation<CreateDocumentRequest, CreateDocumentResult>((call, input) => {
    const { Name = '', Content = '', DocumentType: type = 'Command', VersionName, DisplayName, TargetType } = input;
    if (type !== 'Command' && type !== 'Session') throw notSimulated(`a document of type ${type}`);
    if (input.Attachments?.length || input.Requires?.length) throw notSimulated('a document with attachments');
    if (RESERVED.test(Name) || awsDocument(Name) !== undefined)
      throw new AwsFailure('ValidationException', `Document name ${Name} begins with a prefix that is reserved.`);
    if (documentsIn(call).get(Name) !== undefined)
      throw new AwsFailure('DocumentAlreadyExists', `Document with same name ${Name} already exists`);
    checkSize(Content);
    const format = formatOf(input.DocumentFormat);
    readContent(Content, format, type);
    const version = { version: 1, content: Content, format, createdAt: call.world.clock.now() };
    documentsIn(call).put(Name, {
      name: Name,
      type,
      defaultVersion: 1,
      sharedWith: [],
      ...(DisplayName !== undefined && { displayName: DisplayName }),
      ...(TargetType !== undefined && { targetType: TargetType }),
      versions: [
        VersionName === undefined
          ? version
          : {
              ...version,
              name: VersionName,
            },
      ],
      tags: Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    });
    return { DocumentDescription: descriptionOf(documentAt(call, Name)) };
  }, onDocument('ssm:CreateDocument')),

  UpdateDocument: operation<UpdateDocumentRequest, UpdateDocumentResult>((call, input) => {
    const { Name = '', Content = '', VersionName } = input;
    const record = ownDocument(call, Name);
    checkSize(Content);
    const format = formatOf(input.DocumentFormat);
    const { schemaVersion } = readContent(Content, format, record.type);
    if (schemaVersion === '1.2')
      throw new AwsFailure('InvalidDocumentOperation', 'Documents of schema version 1.2 cannot be updated.');
    const latest = record.versions.at(-1)?.version ?? 0;
    const asked = input.DocumentVersion;
    if (asked !== undefined && asked !== '$LATEST' && Number(asked) !== latest) throw invalidVersion(asked);
    if (record.versions.some((one) => one.content === Content))
      throw new AwsFailure('DuplicateDocumentContent', 'The content of the document matches another version of it.');
    if (VersionName !== undefined && record.versions.some((one) => one.name === VersionName))
      throw new AwsFailure('DuplicateDocumentVersionName', `The version name ${VersionName} is already used.`);
    if (record.versions.length >= MOST_VERSIONS)
      throw new AwsFailure('DocumentVersionLimitExceeded', 'The document has too many versions.');
    const version = { version: latest + 1, content: Content, format, createdAt: call.world.clock.now() };
    documentsIn(call).put(Name, {
      ...record,
      versions: [...record.versions, VersionName === undefined ? version : { ...version, name: VersionName }],
    });
    return { DocumentDescription: descriptionOf(documentAt(call, Name, { version: '$LATEST' })) };
  }, onDocument('ssm:UpdateDocument')),

  UpdateDocumentDefaultVersion: operation<UpdateDocumentDefaultVersionRequest, UpdateDocumentDefaultVersionResult>(
    (call, { Name = '', DocumentVersion = '' }) => {
      const record = ownDocument(call, Name);
      const version = documentAt(call, Name, { version: DocumentVersion }).at;
      documentsIn(call).put(Name, { ...record, defaultVersion: version.version });
      return { Description: { Name, DefaultVersion: `${version.version}` } };
    },
    onDocument('ssm:UpdateDocumentDefaultVersion'),
  ),

  DeleteDocument: operation<DeleteDocumentRequest, object>((call, { Name = '', DocumentVersion, VersionName }) => {
    const record = ownDocument(call, Name);
    if (record.sharedWith.length > 0)
      throw new AwsFailure('InvalidDocumentOperation', 'You must stop sharing the document before you can delete it.');
    if (DocumentVersion === undefined && VersionName === undefined) documentsIn(call).delete(Name);
    else {
      const { version } = documentAt(call, Name, { version: DocumentVersion, versionName: VersionName }).at;
      if (version === record.defaultVersion)
        throw new AwsFailure('InvalidDocumentOperation', 'The default version of a document cannot be deleted.');
      const versions = record.versions.filter((one) => one.version !== version);
      documentsIn(call).put(Name, { ...record, versions });
    }
    return {};
  }, onDocument('ssm:DeleteDocument')),
};
