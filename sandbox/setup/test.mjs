/** `npm test`: fetches what is missing, then runs every test and ends with the counts on a line of their own. */
import './require-node.mjs';

void import('./main.mjs').then(({ test }) => test(process.argv.slice(2)));
