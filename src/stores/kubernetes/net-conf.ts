import { readText } from '../../host/index.ts';

/** The text of the net-conf; undefined if the file is not there or is empty. */
export async function readNetConf(file: string): Promise<string | undefined> {
  const text = await readText(file);
  return text?.trim() ? text : undefined;
}
