import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { readIfThere, sha256, writeWhole } from './files.mjs';
import { inCache, inClone, platform } from './paths.mjs';
import { Problem } from './problem.mjs';
import { findPython } from './python.mjs';

const requirements = inClone('sandbox/moto/requirements.txt');
const environments = inCache('moto');
const pins = sha256(`${readIfThere(requirements)}`, 12);

/** A Python environment that holds the AWS simulator at the pinned hashes and nothing else; the part is its python. */
export const moto = {
  title: 'simulated AWS (moto)',
  lock: inCache('locks/moto'),

  async find() {
    if (!existsSync(environments)) return null;
    const names = readdirSync(environments).filter((name) => name.startsWith(`${pins}-`) && name.endsWith(platform));
    // The python in an environment is a link to the one it was made with, which may have been uninstalled since.
    const pythons = names
      .filter((name) => existsSync(join(environments, name, 'complete')))
      .map((name) => join(environments, name, 'bin/python'));
    return pythons.find((python) => existsSync(python)) ?? null;
  },

  async check() {
    const python = await findPython();
    return python instanceof Problem ? [python] : [];
  },

  async make() {
    const base = await findPython();
    if (base instanceof Problem) throw base;
    const home = join(environments, `${pins}-py${base.version.split('.').slice(0, 2).join('.')}-${platform}`);
    const python = join(home, 'bin/python');
    const fix = 'see that pip can reach its index (`python3 -m pip download six`), then run the same command again.';
    // An environment cannot be moved once made, so it grows in place and counts only with its last file.
    rmSync(home, { recursive: true, force: true });
    await run([base.path, '-m', 'venv', home], {
      log: 'moto-venv',
      fix: 'give that Python its venv and ensurepip modules.',
    });
    await run(
      [
        python,
        '-m',
        'pip',
        'install',
        '--require-hashes',
        '--no-deps',
        '--disable-pip-version-check',
        '-r',
        requirements,
      ],
      {
        log: 'moto',
        fix,
        // A person's own pip settings may send every installation to their home directory.
        env: { PIP_USER: '0' },
      },
    );
    await run([python, '-c', 'import moto.server'], { log: 'moto-check', fix });
    writeWhole(join(home, 'complete'), '');
    return python;
  },
};
