/** A script as a host receives it. */
export type Script = {
  readonly text: string;
  /** `probe-memory` of `# firebreak:probe-memory v1`; undefined for scripts that do not say what they are. */
  readonly marker: string | undefined;
  /** The value that the script assigns to a variable, whatever the spelling: `PART_SIZE` finds `$PartSize` too. */
  readonly variable: (name: string) => string | undefined;
};

const MARKER = /^#\s*firebreak:([a-z0-9-]+) v1\s*$/;

// NAME='value' of a shell and $Name = 'value' of PowerShell; single quotes alone, in which neither expands anything.
const ASSIGNMENT = /^\s*(?:readonly\s+|export\s+)?\$?([A-Za-z][A-Za-z0-9_]*)\s*=\s*'([^']*)'\s*;?\s*$/;

/** Reads what a script says of itself. The marker is its first line, or its second after `#!`. */
export const readScript = (text: string): Script => {
  const lines = text.split(/\r?\n/);
  const [first = '', second = ''] = lines;
  const variables = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = ASSIGNMENT.exec(line) ?? [];
    if (name !== undefined && value !== undefined) variables.set(plain(name), value);
  }
  return {
    text,
    marker: MARKER.exec(first.startsWith('#!') ? second : first)?.[1],
    variable: (name) => variables.get(plain(name)),
  };
};

const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
