import type { Models } from '../protocols/model.js';
import { services } from '../services/index.js';
import { operationOf } from '../services/perform.js';
import { FORWARDED } from './forwarded.js';

/** How an operation is answered: by us, by moto as far as it goes, or with an honest `UnsupportedInSandbox`. */
export type How = 'overlay' | 'forwarded' | 'not simulated';

/** One service of the table. */
export interface ServiceCoverage {
  /** The name in a signature's credential scope, and the folder of its model where that differs. */
  readonly service: string;
  readonly model: string;
  readonly operations: Readonly<Record<string, How>>;
}

/** What the sandbox answers how, from the code itself: every service it plays or forwards, every operation of the model. */
export const coverage = (models: Models): readonly ServiceCoverage[] => {
  const played = services.map((service): ServiceCoverage => {
    const all = models.byFolder(service.model)?.operations() ?? [];
    const how = all.map(({ name }): [string, How] => [
      name,
      operationOf(service, name) === undefined ? 'not simulated' : 'overlay',
    ]);
    return { service: service.name, model: service.model, operations: Object.fromEntries(how) };
  });
  const forwardedServices = [...FORWARDED].map((name): ServiceCoverage => {
    const model = models.bySigningName(name);
    const how = (model?.operations() ?? []).map((each): [string, How] => [each.name, 'forwarded']);
    return { service: name, model: model?.folder ?? name, operations: Object.fromEntries(how) };
  });
  return [...played, ...forwardedServices].sort((a, b) => a.model.localeCompare(b.model));
};
