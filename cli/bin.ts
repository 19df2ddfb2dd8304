#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

const argv = process.argv.slice(2);
// Whoever reads us may stop reading (`| head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
// The two that people wait for most often load nothing but themselves.
if (argv[0] === '--help' || argv[0] === '-h') {
  const { generalHelp } = await import('./help.js');
  process.stdout.write(`${generalHelp()}\n`);
} else if ((argv[0] === '--version' || argv[0] === '-V') && argv.length === 1) {
  const { version } = await import('../worker/version.js');
  process.stdout.write(`firebreak ${version()}\n`);
} else {
  // React's development build leaks memory over hours, and decides when it is imported: so before everything else.
  process.env['NODE_ENV'] ??= 'production';
  const { compileCache } = await import('./compile-cache.js');
  // Compiled once, and kept: compiling is a third of what a command takes. Where it cannot be kept, it is not.
  // What we start inherits it.
  enableCompileCache((process.env['NODE_COMPILE_CACHE'] ??= compileCache()));
  const { main } = await import('./main.js');
  process.exitCode = await main(argv);
}
