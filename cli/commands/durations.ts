import { usageError } from '../errors.js';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as people write it (`90s`, `1.5h`), in milliseconds; wrong use when it is none. */
export const milliseconds = (text: string): number => {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = units[unit];
  if (factor === undefined)
    throw usageError(`${JSON.stringify(text)} is not a duration.`, 'For example: 500ms, 30s, 5m, 2h, 3d');
  return Number(digits) * factor;
};

/** A number that an option takes; wrong use when it is none. */
export const numeric = (option: string, text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw usageError(`--${option} ${JSON.stringify(text)} is not a number.`, `For example: --${option} 2`);
  return value;
};
