/** A time span for people, its two largest parts: `4 s`, `12 min 5 s`, `3 h 20 min`, `9 d 4 h`. */
export const durationText = (seconds: number): string => {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const at = units.findIndex(([, size]) => whole >= size);
  const parts = units.slice(at, at + 2).map(([name, size], index) => {
    const larger = units[at + index - 1]?.[1];
    return [Math.floor((larger === undefined || index === 0 ? whole : whole % larger) / size), name] as const;
  });
  return parts
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(' ');
};
