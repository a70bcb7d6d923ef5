import { askNexthops } from '../../observe/ask-nexthops.ts';
import { given, type Item, items, number, required } from '../../observe/json/fields.ts';
import { readAnswer } from '../../observe/json/json.ts';
import { each } from '../../observe/json/lists.ts';
import { parseList } from '../../observe/json/parse-json.ts';
import type { Fact } from '../fact.ts';
import { nexthopOf, type RouteNexthop } from './routes.ts';

/** A nexthop object: a next hop, a group of others, or a blackhole. */
export interface NexthopObject extends RouteNexthop {
  readonly id: number;
  readonly blackhole?: true;
  /** The ids of a group's members with their weights. */
  readonly group?: readonly { readonly id: number; readonly weight: number }[];
}

const objectOf = (item: Item): NexthopObject => ({
  id: required(number, item, 'id'),
  ...nexthopOf(item),
  ...given<Pick<NexthopObject, 'blackhole' | 'group'>>({
    blackhole: 'blackhole' in item ? true : undefined,
    group:
      'group' in item
        ? items(item, 'group').map((member) => ({
            id: required(number, member, 'id'),
            weight: number(member, 'weight') ?? 1,
          }))
        : undefined,
  }),
});

/** The nexthop objects that `ip -N -j nexthop` lists. */
export const nexthopObjectsOf = (list: readonly Item[]): NexthopObject[] => each(list, objectOf);

/** All nexthop objects; none where the kernel or iproute2 does not know any. */
export const nexthopObjects: Fact<readonly NexthopObject[]> = {
  name: 'nexthop objects',
  read: async () => {
    const printed = await askNexthops('-N', '-j');
    if (printed === undefined) return [];
    return readAnswer(['ip', '-N', '-j', 'nexthop'], printed, (text) => nexthopObjectsOf(parseList(text)));
  },
};
