import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where Node keeps what it has compiled of us: beside what `npm start` keeps. Not in the machine's temporary folder,
 * which is Node's own choice: what others can write there would be run.
 */
export const compileCache = (
  { FIREBREAK_CACHE: own, XDG_CACHE_HOME: xdg }: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string =>
  path.join(own ?? path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'firebreak'), 'compiled');
