/** Fetches what is missing and stops there: what an automated check runs before its first tool. */
import './require-node.mjs';

void import('./main.mjs').then(({ prepareOnly }) => prepareOnly());
