import type { Family } from '../../net/index.ts';
import type { Item } from './fields.ts';
import { readList } from './json.ts';

/** What a reader makes of the routes of the main table of a family: all of them, in the order of the kernel. */
export const askRoutes = async <T>(family: Family, read: (list: readonly Item[]) => T): Promise<T> =>
  readList(['ip', `-${family}`, '-N', '-j', 'route', 'show', 'table', 'main'], read);
