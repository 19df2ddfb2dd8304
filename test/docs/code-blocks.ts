import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The code blocks of one language below a heading of a page in docs/, in order: what readers are told to run. */
export const blocksBelow = (page: string, heading: string, language: string): readonly string[] => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', page), 'utf8');
  const start = text.indexOf(`\n${heading}\n`);
  const level = /^#+/.exec(heading)?.[0] ?? '';
  const rest = text.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level.length}} `, 'm'));
  const section = end < 0 ? rest : rest.slice(0, end);
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  if (start < 0 || blocks.length === 0) throw new Error(`docs/${page} has no ${language} block below ${heading}`);
  return blocks.map(([, , code = '']) => code);
};

/** A console block as a script, and what it is said to print. */
export const consoleBlock = (block: string): { readonly script: string; readonly prints: string } => {
  const lines = block.split('\n');
  const isCommand = (line: string): boolean => line.startsWith('$ ');
  return {
    script: lines
      .filter(isCommand)
      .map((line) => line.slice(2))
      .join('\n'),
    prints: lines.filter((line) => !isCommand(line)).join('\n'),
  };
};
