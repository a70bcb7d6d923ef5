import type { LinkName } from '../../net/index.ts';
import { type Dependent, type Need, PROTOCOL } from '../../state/index.ts';

/** What the kernel says of a nexthop and does not take as an answer. */
const NOT_INPUT = / (?:scope|unbalanced_time) \S+| (?:dead|linkdown|offload|trap)(?= |$)/g;

interface Parsed {
  /** The words that `ip nexthop add` takes. */
  readonly input: string;
  readonly word: (name: string) => string | undefined;
}

function parse(line: string): Parsed {
  const input = line.trim().replaceAll(NOT_INPUT, '');
  return { input, word: (name) => new RegExp(`(?:^| )${name} (\\S+)`).exec(input)?.[1] };
}

/** The members of a group are listed as `ID,WEIGHT/ID,WEIGHT`. */
const membersOf = (group: string): Need[] =>
  group.split('/').map((member) => `nexthop ${Number(member.split(',')[0])}` as const);

function readNexthop({ input, word }: Parsed): Dependent {
  const group = word('group');
  const dev = word('dev') as LinkName | undefined;
  const offers: Need[] = [`nexthop ${Number(word('id'))}`];
  const show = `nexthop ${input}`;
  // A group that has lost only some members is still there.
  if (group !== undefined)
    return { show, restore: `nexthop replace ${input}`, needs: membersOf(group), offers, isGroup: true };
  // Without a gateway it isn't printed of which family it is.
  const restore = word('via') === undefined ? {} : { restore: `nexthop add ${input}` };
  return { show, ...restore, needs: dev === undefined ? [] : [`link ${dev}`, `up ${dev}`], offers };
}

/** Nexthop objects of others, groups last, out of `ip -o -N nexthop`. */
export function readForeignNexthops(text: string): Dependent[] {
  const foreign = text
    .split('\n')
    .filter((line) => line.startsWith('id '))
    .map(parse)
    .filter(({ word }) => word('proto') !== `${PROTOCOL}`)
    .map(readNexthop);
  return [...foreign.filter(({ isGroup }) => !isGroup), ...foreign.filter(({ isGroup }) => isGroup)];
}
