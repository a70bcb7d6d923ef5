import { readFile } from 'node:fs/promises';
import path from 'node:path';

const RECORDINGS = path.resolve(import.meta.dirname, '../fixtures/recordings');

/** What a tool printed on a recorded host. */
export const recordedText = async (file: string): Promise<string> =>
  readFile(path.join(RECORDINGS, file), 'utf8');

export const recorded = async <T>(file: string): Promise<T> => JSON.parse(await recordedText(file)) as T;

/** Names and addresses as they are written. What is not known stays so. */
export type Plain<T> = unknown extends T
  ? T
  : T extends string
    ? string
    : { readonly [Name in keyof T]: Plain<T[Name]> };
