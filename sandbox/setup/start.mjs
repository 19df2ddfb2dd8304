/** `npm start`: fetches what is missing, then starts the sandbox with the terminal UI, or the tour without a terminal. */
import './require-node.mjs';

void import('./main.mjs').then(({ start }) => start(process.argv.slice(2)));
