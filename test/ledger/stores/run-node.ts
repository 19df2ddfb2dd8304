import { spawn } from 'node:child_process';

/** Runs Node and says what it printed; with `killAfter`, kills it with SIGKILL after so many lines. */
export const runNode = (
  args: readonly string[],
  options: { readonly uid?: number; readonly gid?: number; readonly cwd?: string } = {},
  killAfter = Infinity,
): Promise<{ readonly out: string; readonly code: number | null }> =>
  new Promise((resolve, reject) => {
    const started = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    started.stdout.setEncoding('utf8').on('data', (part: string) => {
      out += part;
      if (out.split('\n').length > killAfter) started.kill('SIGKILL');
    });
    started.on('error', reject);
    started.on('close', (code) => resolve({ out, code }));
  });
