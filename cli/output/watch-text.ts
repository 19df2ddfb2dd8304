/** What a signature covers after the last stage: so many seconds of watching. */
export const watchText = (seconds: number): string =>
  `is read again each minute for ${Math.round(seconds / 3_600)} h; what is reverted is put right, exactly as signed here`;
