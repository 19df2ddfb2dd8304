import type { DocumentDescription, DocumentIdentifier, DocumentParameter } from '@aws-sdk/client-ssm';
import { contentOf, hashOf, type Document } from './library.js';

/** A document as DescribeDocument, CreateDocument and UpdateDocument show it. */
export const descriptionOf = (document: Document): DocumentDescription => {
  const content = contentOf(document);
  return {
    Hash: hashOf(document),
    HashType: 'Sha256',
    ...identifierOf(document),
    Status: 'Active',
    ...(content.description !== undefined && { Description: content.description }),
    Parameters: Object.entries(content.parameters).map(
      ([Name, { type, description, default: value }]): DocumentParameter => ({
        Name,
        Type: type === 'StringList' ? 'StringList' : 'String',
        ...(description !== undefined && { Description: description }),
        ...(value !== undefined && { DefaultValue: typeof value === 'string' ? value : JSON.stringify(value) }),
      }),
    ),
    LatestVersion: `${document.latestVersion}`,
    DefaultVersion: `${document.defaultVersion}`,
  };
};

/** A document as ListDocuments shows it. */
export const identifierOf = (document: Document): DocumentIdentifier => ({
  Name: document.name,
  ...(document.displayName !== undefined && { DisplayName: document.displayName }),
  Owner: document.owner,
  ...(document.at.name !== undefined && { VersionName: document.at.name }),
  CreatedDate: new Date(document.at.createdAt),
  PlatformTypes: [...document.platforms],
  DocumentVersion: `${document.at.version}`,
  DocumentType: document.type,
  SchemaVersion: contentOf(document).schemaVersion,
  DocumentFormat: document.at.format,
  ...(document.targetType !== undefined && { TargetType: document.targetType }),
  Tags: Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value })),
});
