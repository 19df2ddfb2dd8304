import type { Rule } from '../../../../workflows/contract/policy.js';
import { operators, requester } from './people.js';

/** One step of the plan, which falls under a rule of its own. */
export type Step = { readonly rule: Rule; readonly reversible: boolean; readonly blocking: boolean };

/** Every role of a person, under whatever names they act. */
export const rolesOf = (person: string): readonly string[] =>
  operators.filter((one) => one.person === person).flatMap(({ roles }) => roles);

/** Whether only a security key that recognised its person is enough. */
export const isStrict = ({ proofs }: Rule): boolean => !proofs.includes('ssh');

/** Whether each place can be given to somebody of its own: tries every way there is. */
export const canSeat = <Place, Person>(
  [place, ...rest]: readonly Place[],
  people: readonly Person[],
  fits: (place: Place, person: Person) => boolean,
): boolean => {
  if (place === undefined) return true;
  const others = (one: Person): readonly Person[] => people.filter((other) => other !== one);
  return people.some((one) => fits(place, one) && canSeat(rest, others(one), fits));
};

/** The steps that the requester may do at once: nothing that blocks and has to wait comes before them. */
export const firstSteps = (steps: readonly Step[]): readonly number[] => {
  const first: number[] = [];
  for (const [at, { rule, reversible, blocking }] of steps.entries()) {
    const may = reversible && !isStrict(rule) && rule.standing?.roles.some((role) => rolesOf(requester).includes(role));
    if (may) first.push(at);
    else if (blocking) break;
  }
  return first;
};
