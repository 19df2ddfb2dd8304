import type {
  DescribeParametersRequest,
  DescribeParametersResult,
  GetParameterHistoryRequest,
  GetParameterHistoryResult,
  GetParameterRequest,
  GetParameterResult,
  GetParametersByPathRequest,
  GetParametersByPathResult,
  GetParametersRequest,
  GetParametersResult,
  Parameter,
  ParameterMetadata,
} from '@aws-sdk/client-ssm';
import { AwsFailure, operation, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { INVALID_TOKEN } from './failures.js';
import { isUnder, parameterMatches } from './parameter-filters.js';
import {
  latest,
  parameterArn,
  parameterAt,
  parametersIn,
  type ParameterRecord,
  type ParameterVersion,
} from './parameter-records.js';

const shown = ({ type, value, keyId }: ParameterVersion, decrypted: boolean): string =>
  type !== 'SecureString' || decrypted ? value : Buffer.from(`${keyId}:${value.length}`).toString('base64');

const view = (
  place: Place,
  { name }: ParameterRecord,
  at: ParameterVersion,
  decrypted: boolean,
  selector?: string,
): Parameter => ({
  Name: name,
  Type: at.type,
  Value: shown(at, decrypted),
  Version: at.version,
  ...(selector !== undefined && { Selector: selector }),
  LastModifiedDate: new Date(at.at),
  ARN: parameterArn(place, name),
  DataType: at.dataType,
});

const metadata = (at: ParameterVersion): ParameterMetadata => ({
  Type: at.type,
  ...(at.keyId !== undefined && { KeyId: at.keyId }),
  LastModifiedDate: new Date(at.at),
  LastModifiedUser: at.by,
  ...(at.description !== undefined && { Description: at.description }),
  ...(at.allowedPattern !== undefined && { AllowedPattern: at.allowedPattern }),
  Version: at.version,
  Tier: at.tier,
  Policies: [],
  DataType: at.dataType,
});

/** GetParameter, GetParameters, GetParametersByPath, GetParameterHistory, DescribeParameters. */
export const parameterReads: Operations = {
  GetParameter: operation<GetParameterRequest, GetParameterResult>(
    (call, { Name = '', WithDecryption = false }) => {
      const { record, at, selector } = parameterAt(call, Name);
      return { Parameter: view(call, record, at, WithDecryption, selector) };
    },
    (call, { Name = '' }) => [{ action: 'ssm:GetParameter', resources: [parameterArn(call, Name)] }],
  ),

  GetParameters: operation<GetParametersRequest, GetParametersResult>(
    (call, { Names = [], WithDecryption = false }) => {
      const found: Parameter[] = [];
      const invalid: string[] = [];
      for (const name of new Set(Names))
        try {
          const { record, at, selector } = parameterAt(call, name);
          found.push(view(call, record, at, WithDecryption, selector));
        } catch (error) {
          if (!(error instanceof AwsFailure)) throw error;
          invalid.push(name);
        }
      return { Parameters: found, InvalidParameters: invalid };
    },
    (call, { Names = [] }) => [
      { action: 'ssm:GetParameters', resources: Names.map((name) => parameterArn(call, name)) },
    ],
  ),

  GetParametersByPath: operation<GetParametersByPathRequest, GetParametersByPathResult>(
    (call, { Path = '', Recursive = false, WithDecryption = false, ParameterFilters = [], MaxResults, NextToken }) => {
      if (!Path.startsWith('/'))
        throw new AwsFailure('ValidationException', "The parameter doesn't meet the parameter name requirements.");
      const root = Path.endsWith('/') ? Path : `${Path}/`;
      const found = parametersIn(call)
        .all()
        .filter(({ name }) => isUnder(name, root, Recursive))
        .filter((record) => ParameterFilters.every((filter) => parameterMatches(record, filter)));
      const { items, next } = page(found, {
        max: MaxResults,
        token: NextToken,
        usual: 10,
        invalid: INVALID_TOKEN,
      });
      return {
        Parameters: items.map((record) => view(call, record, latest(record), WithDecryption)),
        ...(next && { NextToken: next }),
      };
    },
    (call, { Path = '' }) => [
      { action: 'ssm:GetParametersByPath', resources: [parameterArn(call, Path.replace(/(.)\/$/, '$1'))] },
    ],
  ),

  GetParameterHistory: operation<GetParameterHistoryRequest, GetParameterHistoryResult>(
    (call, { Name = '', WithDecryption = false, MaxResults: max, NextToken: token }) => {
      const { record } = parameterAt(call, Name);
      const { items, next } = page(record.versions, { max, token, usual: 50, invalid: INVALID_TOKEN });
      return {
        Parameters: items.map((at) => ({ Name: record.name, ...metadata(at), Value: shown(at, WithDecryption) })),
        ...(next && { NextToken: next }),
      };
    },
    (call, { Name = '' }) => [{ action: 'ssm:GetParameterHistory', resources: [parameterArn(call, Name)] }],
  ),

  DescribeParameters: operation<DescribeParametersRequest, DescribeParametersResult>(
    (call, { Filters = [], ParameterFilters = [], MaxResults: max, NextToken: token }) => {
      const filters = [...Filters, ...ParameterFilters];
      const found = parametersIn(call)
        .all()
        .filter((record) => filters.every((filter) => parameterMatches(record, filter)));
      const { items, next } = page(found, { max, token, usual: 50, invalid: INVALID_TOKEN });
      return {
        Parameters: items.map((record) => ({
          Name: record.name,
          ARN: parameterArn(call, record.name),
          ...metadata(latest(record)),
        })),
        ...(next && { NextToken: next }),
      };
    },
  ),
};
