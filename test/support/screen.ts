import xterm from '@xterm/headless';

/** A terminal emulator without a window: what a person would see of the bytes written to it. */
export type Screen = {
  readonly terminal: InstanceType<typeof xterm.Terminal>;
  readonly write: (bytes: string | Uint8Array, then?: () => void) => void;
  /** The rows, without trailing spaces. */
  readonly rows: () => readonly string[];
  readonly text: () => string;
  /** Resolves as soon as the screen fulfils the condition; rejects, with the screen, when it does not in time. */
  readonly until: (what: string | ((text: string) => boolean), within?: number) => Promise<void>;
};

/** Opens a terminal emulator of that size. */
export const openScreen = (columns: number, rows: number): Screen => {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const watchers = new Set<() => void>();
  const seen = (): readonly string[] => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, row) =>
        active
          .getLine(active.viewportY + row)
          ?.translateToString(true)
          .trimEnd() ?? '',
    );
  };
  const text = (): string => seen().join('\n');
  return {
    terminal,
    rows: seen,
    text,
    write: (bytes, then) =>
      terminal.write(bytes, () => {
        for (const watcher of watchers) watcher();
        then?.();
      }),
    until: (what, within = 20_000) =>
      new Promise((resolve, reject) => {
        const holds = typeof what === 'string' ? (shown: string) => shown.includes(what) : what;
        const stop = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        const look = (): void => {
          if (!holds(text())) return;
          stop();
          resolve();
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`The screen never showed ${String(what)}. It shows:\n${text()}`));
        }, within);
        watchers.add(look);
        look();
      }),
  };
};
