import { join, resolve } from 'node:path';
import { coverage, type ServiceCoverage } from '../../sandbox/gateway/coverage.js';
import { botocoreData } from '../../sandbox/protocols/botocore.js';
import { openModels } from '../../sandbox/protocols/model.js';
import { readParts } from '../../sandbox/stack/parts.js';

const ROOT = resolve(import.meta.dirname, '..', '..');

/** The page that lists what the sandbox plays. */
export const PAGE = join(ROOT, 'docs', 'sandbox.md');

const between = /(<!-- coverage: begin -->\n)[^]*?(<!-- coverage: end -->)/;

/** The page with its list as the code has it now. */
export const withCoverage = (page: string): string => {
  if (!between.test(page)) throw new Error(`${PAGE} has no place for the coverage`);
  return page.replace(between, (_, begin: string, end: string) => `${begin}\n${section()}\n\n${end}`);
};

const section = (): string => {
  const { python } = readParts(join(ROOT, '.firebreak', 'parts.json'));
  const all = coverage(openModels(botocoreData(python)));
  const isForwarded = ({ operations }: ServiceCoverage): boolean => Object.values(operations).includes('forwarded');
  const forwarded = all.filter(isForwarded).map((one) => one.model);
  return [
    ...all.filter((one) => !isForwarded(one)).map(played),
    `- **Forwarded to moto**: ${forwarded.join(', ')}`,
  ].join('\n');
};

const played = ({ model, operations }: ServiceCoverage): string => {
  const names = Object.keys(operations).filter((name) => operations[name] === 'overlay');
  return `- **${model}** (${names.length} of ${Object.keys(operations).length}): ${names.sort().join(', ')}`;
};
