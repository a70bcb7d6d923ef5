import type { Family } from '../../net/index.ts';
import type { Item } from './json/fields.ts';
import { readList } from './json/json.ts';

/** Lists the routes of the main table. */
export const mainTable = (family: Family): readonly string[] => [
  'ip',
  `-${family}`,
  '-N',
  '-j',
  'route',
  'show',
  'table',
  'main',
];

/** What a reader makes of the routes of the main table of a family: all of them, in the order of the kernel. */
export const askRoutes = async <T>(family: Family, read: (list: readonly Item[]) => T): Promise<T> =>
  readList(mainTable(family), read);
