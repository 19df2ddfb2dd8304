import { render, useApp } from 'ink';
import { useEffect, type ReactElement } from 'react';
import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from '../session/session.js';
import { App } from './app.js';
import { Controller, type ControllerOptions, type Terminal } from './controller.js';

/** What the console needs besides a session. */
export type UiOptions = {
  /** What a run can be started on, offered in its form. */
  readonly targets: ControllerOptions['targets'];
  /** Asked every few seconds; a rejection counts as everything being away. */
  readonly health: ControllerOptions['health'];
  /** What happened in the sandbox, for the guide; asked every few seconds. */
  readonly incident?: NonNullable<ControllerOptions['incident']>;
  /** Whether each screen says what to press next until it was done once; true unless it is given. */
  readonly firstRun?: boolean;
};

/** Signals that end the console, with the exit codes shells give them. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Opens the console on this process's terminal and resolves with an exit code once it is left. Both standard streams
 * must be terminals. `NODE_ENV` must be `production` before this module is imported, for React decides by it while it
 * loads, and its development build grows without end in a long session.
 *
 * 1. The terminal is given back (main screen, cursor, line mode) on every way out but SIGKILL: q, ^C, SIGINT, SIGTERM,
 *    SIGHUP, an exception anywhere, and process.exit.
 * 2. Leaving stops nothing but the console: runs belong to the worker.
 * 3. An exception rejects the promise after the terminal was given back, so that its text can be read.
 */
export const startUi = async (session: Session, options: UiOptions): Promise<number> => {
  const controller = new Controller(session, { firstRun: true, ...options });
  let code = 0;
  let failure: { readonly error: unknown } | null = null;
  const leave = (wanted: number): void => {
    code = wanted;
    instance.unmount();
  };
  const fail = (error: unknown): void => {
    failure ??= { error };
    instance.unmount();
  };
  const signalled = Object.entries(endings).map(([signal, exit]) => ({ signal, listener: () => leave(exit) }));
  // A terminal that hung up answers every write with an error: there is nobody to tell.
  const ignore = (): void => undefined;
  await controller.start();
  // Ink does so only after the first frame: until then the terminal would echo keys into it, and a line break scrolls it.
  process.stdin.setRawMode(true);
  const instance = render(<Root controller={controller} leave={leave} fail={fail} />, {
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    incrementalRendering: true,
    maxFps: 120,
  });
  for (const { signal, listener } of signalled) process.on(signal, listener);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  process.stdout.on('error', ignore);
  try {
    await instance.waitUntilExit();
  } catch (error) {
    failure ??= { error };
  } finally {
    controller.stop();
    process.stdin.setRawMode(false);
    for (const { signal, listener } of signalled) process.off(signal, listener);
    process.off('uncaughtException', fail);
    process.off('unhandledRejection', fail);
    process.stdout.off('error', ignore);
  }
  // Assigned in a callback, which the compiler does not follow.
  const thrown = failure as { readonly error: unknown } | null;
  if (thrown) throw thrown.error;
  return code;
};

type RootProps = {
  readonly controller: Controller;
  readonly leave: (code: number) => void;
  readonly fail: (error: unknown) => void;
};

const Root = ({ controller, leave, fail }: RootProps): ReactElement => {
  const { suspendTerminal } = useApp();
  useEffect(() => {
    const terminal: Terminal = {
      leave,
      suspend: () => {
        suspendTerminal(stopProcess).catch(fail);
      },
      lend: async (work) => {
        const borrowed = await suspendTerminal();
        try {
          return await work();
        } finally {
          await borrowed.resume();
        }
      },
      copy: (text) => {
        process.stdout.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
      },
    };
    controller.attach(terminal);
  }, [controller, suspendTerminal, leave, fail]);
  return <App controller={controller} />;
};

/**
 * Stops the whole job, as the terminal does for ^Z, and comes back when it is continued. Where no shell could continue
 * it (an orphaned process group) the signal is ignored by the system, and this returns at once.
 */
const stopProcess = async (): Promise<void> => {
  process.kill(0, 'SIGTSTP');
  await pause(50);
};
