import type {
  DescribeDocumentPermissionRequest,
  DescribeDocumentPermissionResponse,
  ModifyDocumentPermissionRequest,
} from '@aws-sdk/client-ssm';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { page } from '../paging.js';
import { INVALID_TOKEN } from './failures.js';
import { onDocument, ownDocument } from './own-documents.js';
import { documentsIn } from './records.js';

/** The most accounts that one document is shared with ("Systems Manager endpoints and quotas"). */
const MOST_ACCOUNTS = 1_000;

const plain = (account: string): string => account.toLowerCase();

/** DescribeDocumentPermission, ModifyDocumentPermission. */
export const documentSharing: Operations = {
  DescribeDocumentPermission: operation<DescribeDocumentPermissionRequest, DescribeDocumentPermissionResponse>(
    (call, { Name = '', MaxResults: max, NextToken: token }) => {
      const { sharedWith } = ownDocument(call, Name);
      const { items, next } = page(sharedWith, { max, token, usual: 200, invalid: INVALID_TOKEN });
      return {
        AccountIds: [...items],
        AccountSharingInfoList: items.map((AccountId) => ({ AccountId, SharedDocumentVersion: '$DEFAULT' })),
        ...(next && { NextToken: next }),
      };
    },
    onDocument('ssm:DescribeDocumentPermission'),
  ),

  ModifyDocumentPermission: operation<ModifyDocumentPermissionRequest, object>((call, input) => {
    const { Name = '', AccountIdsToAdd = [], AccountIdsToRemove = [] } = input;
    const record = ownDocument(call, Name);
    const removed = AccountIdsToRemove.map(plain);
    const kept = record.sharedWith.filter((account) => !removed.includes(account));
    const sharedWith = [...new Set([...kept, ...AccountIdsToAdd.map(plain)])];
    if (sharedWith.length > MOST_ACCOUNTS)
      throw new AwsFailure('DocumentPermissionLimit', 'The document cannot be shared with more accounts.');
    documentsIn(call).put(Name, { ...record, sharedWith });
    return {};
  }, onDocument('ssm:ModifyDocumentPermission')),
};
