#!/usr/bin/env node
// React's development build leaks memory over hours, and decides when it is imported: so before everything else.
process.env['NODE_ENV'] ??= 'production';
const { main } = await import('./main.js');
process.exitCode = await main(process.argv.slice(2));
