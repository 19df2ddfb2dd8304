import { translate } from './errors.js';

/** Runs one AWS read, with its errors translated. */
export const reading = async <T>(call: string, target: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    throw translate(error, call, target);
  }
};
