type Work = () => Promise<void>;

/**
 * Lets works be begun together: what is asked for once is begun in its order, at most so many at once, as soon as one of
 * them is asked for the second time. With one lane each is begun when its own turn comes.
 */
export const lanes = (most: number): ((work: Work) => Work) => {
  if (most === 1) return (work) => work;
  const ends: (PromiseWithResolvers<void> & { readonly work: Work })[] = [];
  const rest = ends.values();
  const lane = async (): Promise<void> => {
    for (const { work, resolve, reject } of rest) await work().then(resolve, reject);
  };
  let begun = false;
  return (work) => {
    const end = { work, ...Promise.withResolvers<void>() };
    // It is told of where it is asked for.
    end.promise.catch(() => undefined);
    ends.push(end);
    return () => {
      if (!begun) for (let count = 0; count < most; count += 1) void lane();
      begun = true;
      return end.promise;
    };
  };
};
