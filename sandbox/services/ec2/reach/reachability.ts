/**
 * What AWS's network lets through, as a pure reading of the world: for health checks, agents, and the truth that no API
 * shows. It changes nothing.
 */
export { mayFlow } from './reach-flows.js';
export type { Flow, Passage, Remote } from './reach-terms.js';
export { AGENT_SERVICES, waysOut, type WayOut } from './reach-services.js';
