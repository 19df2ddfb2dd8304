import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installation } from './home.js';

/** The version in package.json. */
export const version = (): string =>
  (JSON.parse(readFileSync(path.join(installation(), 'package.json'), 'utf8')) as { readonly version: string }).version;
