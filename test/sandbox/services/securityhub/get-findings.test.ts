import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsSecurityFinding, GetFindingsResponse } from '@aws-sdk/client-securityhub';
import { finding, openDesk, type Desk } from './desk.js';

const DAY = 86_400_000;

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
  desk.imported(
    finding('miner', {
      Title: 'Bitcoin mining',
      Severity: { Label: 'CRITICAL' },
      UserDefinedFields: { team: 'web' },
      Confidence: 90,
      Network: { SourceIpV4: '10.1.2.3', SourcePort: 4444 },
    }),
    finding('brute', {
      Title: 'SSH brute force',
      Severity: { Label: 'LOW' },
      UserDefinedFields: { team: 'data' },
      Confidence: 20,
      UpdatedAt: '2026-11-22T12:00:00Z',
      Resources: [{ Type: 'AwsIamAccessKey', Id: 'AWS::IAM::AccessKey:AKIA1' }],
    }),
  );
});
afterEach(() => desk.close());

const text = (Comparison: string, Value: string) => [{ Comparison, Value }];

describe('GetFindings', () => {
  test.each([
    [{ Id: text('EQUALS', 'miner') }, ['miner']],
    [{ Id: [...text('EQUALS', 'miner'), ...text('EQUALS', 'brute')] }, ['miner', 'brute']],
    [{ Id: text('NOT_EQUALS', 'miner') }, ['brute']],
    [{ Title: text('PREFIX', 'SSH') }, ['brute']],
    [{ Title: text('PREFIX_NOT_EQUALS', 'SSH') }, ['miner']],
    [{ Title: text('CONTAINS', 'mining') }, ['miner']],
    [{ Title: text('NOT_CONTAINS', 'mining') }, ['brute']],
    [{ SeverityLabel: text('EQUALS', 'CRITICAL') }, ['miner']],
    [{ ResourceId: text('PREFIX', 'arn:aws:ec2') }, ['miner']],
    [{ ResourceType: text('EQUALS', 'AwsIamAccessKey'), SeverityLabel: text('EQUALS', 'CRITICAL') }, []],
    [{ WorkflowStatus: text('EQUALS', 'NEW') }, ['miner', 'brute']],
    [{ Confidence: [{ Gte: 50 }] }, ['miner']],
    [{ Confidence: [{ Gt: 10, Lt: 50 }] }, ['brute']],
    [{ SeverityNormalized: [{ Eq: 90 }] }, ['miner']],
    [{ UserDefinedFields: [{ Key: 'team', Value: 'web', Comparison: 'EQUALS' }] }, ['miner']],
    [{ UserDefinedFields: [{ Key: 'team', Value: 'web', Comparison: 'NOT_EQUALS' }] }, ['brute']],
    [{ UpdatedAt: [{ Start: '2026-11-22T11:00:00Z', End: '2026-11-22T13:00:00Z' }] }, ['brute']],
    [{ NetworkSourceIpV4: [{ Cidr: '10.1.0.0/16' }] }, ['miner']],
    [{ Keyword: [{ Value: 'brute force' }] }, ['brute']],
  ])('filters by %j', (filters, ids) => {
    expect(desk.ids(filters)).toEqual(ids);
  });

  test('counts days from now', () => {
    const recent = new Date(desk.world.clock.now() - 2 * DAY).toISOString();
    desk.imported(finding('recent', { UpdatedAt: recent }));
    const found = (Comparison: 'WITHIN' | 'OLDER_THAN', Value: number) =>
      desk.ids({ Id: text('EQUALS', 'recent'), UpdatedAt: [{ DateRange: { Value, Unit: 'DAYS', Comparison } }] });
    expect([found('WITHIN', 3), found('WITHIN', 1)]).toEqual([['recent'], []]);
    expect([found('OLDER_THAN', 3), found('OLDER_THAN', 1)]).toEqual([[], ['recent']]);
  });

  test.each([
    ['opposite comparisons of one field', { Id: [...text('EQUALS', 'a'), ...text('NOT_EQUALS', 'b')] }],
    ['a date that is none', { UpdatedAt: [{ Start: 'yesterday' }] }],
    ['more than 20 values of one field', { Id: Array.from({ length: 21 }, () => text('EQUALS', 'a')).flat() }],
    ['a CIDR block that is none', { NetworkSourceIpV4: [{ Cidr: '10.1' }] }],
  ])('refuses %s', (_what, Filters) => {
    expect(desk.refused('GetFindings', { Filters })).toBe('InvalidInputException');
  });

  test('sorts', () => {
    const sorted = (Field: string, SortOrder: string) =>
      desk.got({ SortCriteria: [{ Field, SortOrder }] }).map((one) => one.Id);
    expect(sorted('SeverityNormalized', 'asc')).toEqual(['brute', 'miner']);
    expect(sorted('UpdatedAt', 'desc')).toEqual(['brute', 'miner']);
    expect(sorted('UpdatedAt', 'asc')).toEqual(['miner', 'brute']);
  });

  test('pages', () => {
    const first = desk.ask<GetFindingsResponse>('GetFindings', { MaxResults: 1 });
    const second = desk.ask<GetFindingsResponse>('GetFindings', { MaxResults: 1, NextToken: first.NextToken });
    expect([first.Findings?.[0]?.Id, second.Findings?.[0]?.Id, second.NextToken]).toEqual([
      'miner',
      'brute',
      undefined,
    ]);
    expect(desk.refused('GetFindings', { NextToken: 'made-up' })).toBe('InvalidInputException');
  });

  test('gives 100 at most, and forgets after 90 days', () => {
    const many: AwsSecurityFinding[] = Array.from({ length: 99 }, (_, at) => finding(`f${at}`));
    desk.imported(...many);
    expect(desk.got()).toHaveLength(100);
    desk.pass(91 * DAY);
    expect(desk.got()).toEqual([]);
  });
});
