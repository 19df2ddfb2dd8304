import type {
  DescribeDocumentRequest,
  DescribeDocumentResult,
  DocumentIdentifier,
  GetDocumentRequest,
  GetDocumentResult,
  ListDocumentsRequest,
  ListDocumentsResult,
  ListDocumentVersionsRequest,
  ListDocumentVersionsResult,
} from '@aws-sdk/client-ssm';
import { stringify } from 'yaml';
import { operation, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { documentName } from './arns.js';
import { awsDocuments } from './aws-documents.js';
import { descriptionOf, identifierOf } from './document-views.js';
import { INVALID_TOKEN, invalidDocument, invalidFilterKey } from './failures.js';
import { documentAt } from './library.js';
import { onDocument } from './own-documents.js';
import { documentsIn } from './records.js';

type Filter = { readonly key: string; readonly values: readonly string[] };

const passes = (one: DocumentIdentifier, { key, values }: Filter, account: string): boolean => {
  if (key.startsWith('tag:'))
    return one.Tags?.some((tag) => tag.Key === key.slice(4) && values.includes(tag.Value ?? '')) ?? false;
  switch (key) {
    case 'Name':
      return values.some((value) => one.Name?.startsWith(value));
    case 'Owner':
      return values.some((value) =>
        value === 'Self' || value === 'Private' ? one.Owner === account : value === 'All' || one.Owner === value,
      );
    case 'PlatformTypes':
      return values.some((value) => one.PlatformTypes?.some((type) => type === value));
    case 'DocumentType':
      return values.some((value) => one.DocumentType === value);
    default:
      throw invalidFilterKey();
  }
};

const everyDocument = (place: Place): readonly DocumentIdentifier[] => {
  const own = documentsIn(place)
    .all()
    .map(({ name }) => name);
  const named = awsDocuments().filter((one) => !own.includes(one.name));
  return [
    ...own.map((name) => identifierOf(documentAt(place, name))),
    ...named.map((one): DocumentIdentifier =>
      one.content === undefined
        ? { Name: one.name, Owner: 'Amazon', DocumentType: one.type, PlatformTypes: [...one.platforms] }
        : identifierOf(documentAt(place, one.name)),
    ),
  ];
};

/** GetDocument, DescribeDocument, ListDocuments, ListDocumentVersions. */
export const documentReads: Operations = {
  GetDocument: operation<GetDocumentRequest, GetDocumentResult>((call, input) => {
    const { Name = '', DocumentVersion: version, VersionName: versionName, DocumentFormat } = input;
    const document = documentAt(call, Name, { version, versionName });
    const { at } = document;
    const format = DocumentFormat ?? at.format;
    const content =
      format === at.format ? at.content : format === 'YAML' ? stringify(JSON.parse(at.content)) : at.content;
    return {
      Name: document.name,
      CreatedDate: new Date(at.createdAt),
      ...(at.name !== undefined && { VersionName: at.name }),
      DocumentVersion: `${at.version}`,
      Status: 'Active',
      Content: content,
      DocumentType: document.type,
      DocumentFormat: format,
    };
  }, onDocument('ssm:GetDocument')),

  DescribeDocument: operation<DescribeDocumentRequest, DescribeDocumentResult>((call, input) => {
    const { Name = '', DocumentVersion: version, VersionName: versionName } = input;
    return { Document: descriptionOf(documentAt(call, Name, { version, versionName })) };
  }, onDocument('ssm:DescribeDocument')),

  ListDocuments: operation<ListDocumentsRequest, ListDocumentsResult>((call, input) => {
    const filters: readonly Filter[] = [
      ...(input.DocumentFilterList ?? []).map(({ key = '', value = '' }) => ({ key, values: [value] })),
      ...(input.Filters ?? []).map(({ Key = '', Values = [] }) => ({ key: Key, values: Values })),
    ];
    const found = everyDocument(call).filter((one) => filters.every((filter) => passes(one, filter, call.account)));
    const { items, next } = page(found, {
      max: input.MaxResults,
      token: input.NextToken,
      usual: 50,
      invalid: INVALID_TOKEN,
    });
    return { DocumentIdentifiers: [...items], ...(next && { NextToken: next }) };
  }),

  ListDocumentVersions: operation<ListDocumentVersionsRequest, ListDocumentVersionsResult>((call, input) => {
    const { Name = '', MaxResults: max, NextToken: token } = input;
    const record = documentsIn(call).get(documentName(Name));
    const known = record === undefined ? [documentAt(call, Name).at] : record.versions;
    if (known.length === 0) throw invalidDocument(Name);
    const { items, next } = page([...known].reverse(), { max, token, usual: 50, invalid: INVALID_TOKEN });
    return {
      DocumentVersions: items.map((one) => ({
        Name: documentName(Name),
        DocumentVersion: `${one.version}`,
        ...(one.name !== undefined && { VersionName: one.name }),
        CreatedDate: new Date(one.createdAt),
        IsDefaultVersion: one.version === (record?.defaultVersion ?? one.version),
        DocumentFormat: one.format,
        Status: 'Active',
      })),
      ...(next && { NextToken: next }),
    };
  }, onDocument('ssm:ListDocumentVersions')),
};
