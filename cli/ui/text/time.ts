const two = (value: number): string => String(value).padStart(2, '0');

/** A span of time at a glance: `00:04:30`, from a day on `2d 04h`. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const hours = Math.floor(seconds / 3_600);
  if (hours >= 24) return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
  return `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

/** How long from `at` until `now`. */
export const since = (at: string, now: number): string => duration(now - Date.parse(at));

/** How long there still is, roughly: `3h 59m`, `4m`, `40s`. */
export const left = (until: string, now: number): string => {
  const seconds = Math.floor((Date.parse(until) - now) / 1_000);
  if (seconds <= 0) return 'none';
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  return minutes > 0 ? `${minutes}m` : `${seconds}s`;
};

/** The time of day in UTC: `02:31:07Z`; with the date when it is not the day of `now`. */
export const clock = (at: string, now: number): string => {
  const [date, time] = at.split('T');
  const short = `${time?.slice(0, 8) ?? at}Z`;
  return date === new Date(now).toISOString().slice(0, 10) ? short : `${date} ${short}`;
};

/** The time of day in UTC to the millisecond: `02:31:07.204Z`. */
export const moment = (at: string): string => at.slice(11, 24);
