import { jsonText } from './json-text.js';
import { neutral } from './neutral.js';

/** Where a command writes: data on stdout, everything else on stderr. */
export type Output = {
  readonly json: boolean;
  readonly color: boolean;
  /** The result: one JSON document with `--json`, else what `text` makes of it. */
  readonly result: (value: unknown, text: () => string) => void;
  /** One object of a stream: a line of NDJSON with `--json`, else a line of text. */
  readonly item: (value: unknown, text: () => string) => void;
  /** What is going on; nothing that a script would want. */
  readonly progress: (text: string) => void;
  /** The same on one line, which the next call draws again and null takes away; null where nothing can be redrawn. */
  readonly redraw: ((text: string | null) => void) | null;
};

/** An output onto the process's own streams. Text is neutralised line by line: it may hold what an attacker wrote. */
export const processOutput = (options: {
  readonly json: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
}): Output => {
  const write = (text: string): void => void process.stdout.write(`${text.split('\n').map(neutral).join('\n')}\n`);
  return {
    json: options.json,
    color: options.color,
    result: (value, text) => (options.json ? void process.stdout.write(`${jsonText(value, 2)}\n`) : write(text())),
    item: (value, text) => (options.json ? void process.stdout.write(`${jsonText(value)}\n`) : write(text())),
    progress: (text) => {
      if (!options.quiet) process.stderr.write(`${neutral(text)}\n`);
    },
    redraw:
      process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !options.quiet
        ? (text) => void process.stderr.write(`\r\u001b[K${onOneLine(text ?? '')}`)
        : null,
  };
};

// What is longer than the line would be drawn once more for each line that it takes.
const onOneLine = (text: string): string => neutral(text).slice(0, Math.max(0, (process.stderr.columns ?? 80) - 1));
