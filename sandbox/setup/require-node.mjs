/**
 * Importing this file ends the process, with the fix, when the host's Node cannot run the rest of the bootstrap.
 * Kept in syntax that very old versions parse: anything newer would turn the message into a syntax error.
 */
var major = Number(process.versions.node.split('.')[0]);

if (process.platform === 'win32') {
  console.error(
    'Firebreak does not run on Windows itself.\nfix: use WSL 2 (https://learn.microsoft.com/windows/wsl/install).',
  );
  process.exit(1);
}
if (major < 20) {
  console.error(
    'Firebreak needs Node.js 20 or newer to set itself up; this is ' +
      process.version +
      ' (' +
      process.execPath +
      ').\nfix: install the current LTS from https://nodejs.org, or `nvm install --lts`, then run the same command again.',
  );
  process.exit(1);
}
