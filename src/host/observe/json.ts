import { runOk } from '../run.ts';

/** What `ip -j` or `bridge -j` prints: a list of objects, some of them empty. */
export async function readJson<T extends object>(...command: string[]): Promise<T[]> {
  const text = (await runOk(command)).trim();
  return text === '' ? [] : (JSON.parse(text) as T[]);
}
