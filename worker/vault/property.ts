/** What there is of a property: as it should be, not set at all, set to something else, or not ours to see. */
export type Found = { readonly state: 'holds' | 'missing' | 'differs' | 'unread'; readonly is: string };

/** One thing that has to be so of the vault. */
export type Property = {
  readonly name: string;
  readonly should: string;
  /** What a person does where it is set to something else, which nobody changes for them. */
  readonly fix: string;
  readonly look: () => Promise<Found>;
  /** Sets it. Called only where nothing is set. */
  readonly make: () => Promise<unknown>;
};

/** What was found of a property, or `made` where it was not set and now holds. */
export type PropertyReport = {
  readonly name: string;
  readonly state: Found['state'] | 'made';
  readonly is: string;
  readonly should: string;
  readonly fix: string;
};

/** It is as it should be. */
export const holds = (is: string): Found => ({ state: 'holds', is });
/** Nothing is set: this alone is made. */
export const missing = (is: string): Found => ({ state: 'missing', is });
/** Something else is set. */
export const differs = (is: string): Found => ({ state: 'differs', is });

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** What `ask` answers, or null where AWS says by one of `names` that there is none. */
export const orNull = async <T>(ask: Promise<T>, ...names: readonly string[]): Promise<T | null> => {
  try {
    return await ask;
  } catch (error) {
    if (names.includes(nameOf(error))) return null;
    throw error;
  }
};

const looked = async (property: Property): Promise<Found> => {
  try {
    return await property.look();
  } catch (error) {
    if (nameOf(error) === 'NoSuchBucket') return missing('no such bucket');
    if (nameOf(error) === 'NoSuchEntityException') return missing('no such role');
    if (error instanceof Error && error.name.startsWith('AccessDenied')) return { state: 'unread', is: error.message };
    throw error;
  }
};

const reported = ({ name, should, fix }: Property, state: PropertyReport['state'], is: string): PropertyReport => ({
  name,
  state,
  is,
  should,
  fix,
});

/** Looks at all properties and changes nothing. Fails where AWS cannot be reached. */
export const check = async (properties: readonly Property[]): Promise<readonly PropertyReport[]> =>
  Promise.all(
    properties.map(async (property) => {
      const { state, is } = await looked(property);
      return reported(property, state, is);
    }),
  );

/** Sets what is not set, in the order given, and says what was found of all. What differs is left as it is. */
export const makeMissing = async (
  properties: readonly Property[],
  say: (property: Property) => void,
): Promise<readonly PropertyReport[]> => {
  const reports: PropertyReport[] = [];
  for (const property of properties) {
    const before = await looked(property);
    if (before.state !== 'missing') {
      reports.push(reported(property, before.state, before.is));
      continue;
    }
    say(property);
    reports.push(await made(property));
  }
  return reports;
};

const made = async (property: Property): Promise<PropertyReport> => {
  try {
    await property.make();
  } catch (error) {
    // What AWS has against it is for a person to read; the rest is made all the same.
    if (!(error instanceof Error && '$fault' in error && error.$fault === 'client')) throw error;
    return reported(property, 'missing', `not set: AWS refuses (${error.name}: ${error.message})`);
  }
  // Not what was asked for counts, but what AWS says is there.
  const { state, is } = await looked(property);
  return reported(property, state === 'holds' ? 'made' : state, is);
};
