import type { Place } from '../../services/operation.js';
import { cryptoMiner } from './crypto-miner.js';
import { everyday } from './everyday.js';
import { leakedCiKey } from './leaked-ci-key.js';
import { NoSuchScenario, ScenarioRefused, type Scenario } from './scenario.js';

/** Every scenario: a new one is its file and one line here. */
const scenarios: readonly Scenario[] = [everyday, cryptoMiner, leakedCiKey];

/** A scenario as it is offered. `loadedAt` is epoch milliseconds of the world's clock; null while it is not loaded. */
export type OfferedScenario = {
  readonly name: string;
  readonly summary: string;
  readonly loadedAt: number | null;
};

const loaded = ({ world }: Pick<Place, 'world'>) => world.table<{ readonly at: number }>('scenarios');

/** The scenarios, and which of them this world has been through. */
export const listScenarios = (place: Pick<Place, 'world'>): readonly OfferedScenario[] =>
  scenarios.map(({ name, summary }) => ({ name, summary, loadedAt: loaded(place).get(name)?.at ?? null }));

/** Lets a scenario happen: whole, or not at all (`ScenarioRefused`). None happens twice in a world. */
export const loadScenario = (place: Place, name: string): OfferedScenario => {
  const { world } = place;
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined)
    throw new NoSuchScenario(`there is no scenario ${name}; there are: ${scenarios.map((one) => one.name).join(', ')}`);
  if (loaded(place).get(name) !== undefined)
    throw new ScenarioRefused(`${name} has happened in this world; a reset begins a new one`);
  return world.store.transact(() => {
    const loadedAt = world.clock.now();
    scenario.happen(place);
    loaded(place).put(name, { at: loadedAt });
    return { name, summary: scenario.summary, loadedAt };
  });
};
