import { messageOf } from '../../../errors/index.ts';
import { entering } from '../../exec/entering.ts';
import { readList } from '../../observe/json/json.ts';
import { linksOf } from '../../observe/links/link-fields.ts';
import type { LinkJson } from '../../observe/links/links.ts';
import type { Fact } from '../fact.ts';
import type { ByBothFamilies } from './by-family.ts';
import { type NeighborEntry, readNeighborEntries } from './neighbors.ts';
import { type RoutingRule, readRoutingRules } from './policy-rules.ts';
import { readTableRoutes, type TableRoute } from './routes.ts';

/** The links and tables in the network namespace of a pod. */
interface PodTables {
  readonly links: readonly LinkJson[];
  readonly rules: ByBothFamilies<RoutingRule>;
  readonly routes: ByBothFamilies<TableRoute>;
  readonly neighbors: readonly NeighborEntry[];
}

/** What is in a pod, or why that can't be read. */
export type PodInside = { readonly tables: PodTables } | { readonly failure: string };

async function read(netns: string): Promise<PodInside> {
  const enter = entering(netns);
  try {
    const [links, rules, routes, neighbors] = await Promise.all([
      readList([...enter, 'ip', '-N', '-d', '-j', 'address'], linksOf),
      readRoutingRules(enter),
      readTableRoutes(enter),
      readNeighborEntries(enter),
    ]);
    return { tables: { links, rules, routes, neighbors } };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** The links and tables of a pod. @param netns the path of its network namespace */
export const podTables = (netns: string): Fact<PodInside> => ({
  name: `tables in ${netns}`,
  read: async () => read(netns),
});
