import { services } from '../index.js';
import type { Authorize } from '../perform.js';
import { authorizer } from './authorizer.js';

/** Authorization by the policies of everything that the sandbox plays. */
export const authorize: Authorize = authorizer(services);
