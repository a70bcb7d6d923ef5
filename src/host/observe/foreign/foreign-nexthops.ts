import { type Dependent, type Need, PROTOCOL } from '../../../state/index.ts';
import { toLinkName } from '../json/names.ts';

/** What the kernel says of a nexthop and does not take as an answer. */
const NOT_INPUT = / (?:scope|unbalanced_time) \S+| (?:dead|linkdown|offload|trap)(?= |$)/g;

/** The words that `ip nexthop add` takes. */
const inputOf = (line: string): string[] =>
  line
    .trim()
    .replaceAll(NOT_INPUT, '')
    .split(/[ \t]+/);

const wordAfter = (words: readonly string[], name: string): string | undefined => {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
};

/** The members of a group are listed as `ID,WEIGHT/ID,WEIGHT`. */
const membersOf = (group: string): Need[] =>
  group.split('/').map((member) => `nexthop ${Number(member.split(',')[0])}` as const);

function readNexthop(words: readonly string[]): Dependent {
  const group = wordAfter(words, 'group');
  const dev = toLinkName(wordAfter(words, 'dev'));
  const offers: Need[] = [`nexthop ${Number(wordAfter(words, 'id'))}`];
  const foreign = { kind: 'nexthop', words } as const;
  if (group !== undefined) return { foreign, needs: membersOf(group), offers, isGroup: true };
  return { foreign, needs: dev === undefined ? [] : [`link ${dev}`, `up ${dev}`], offers };
}

/** Foreign nexthop objects, groups last, out of `ip -o -N nexthop`. */
export function readForeignNexthops(text: string): Dependent[] {
  const foreign = text
    .split('\n')
    .filter((line) => line.startsWith('id '))
    .map(inputOf)
    .filter((words) => wordAfter(words, 'proto') !== `${PROTOCOL}`)
    .map(readNexthop);
  return [...foreign.filter(({ isGroup }) => !isGroup), ...foreign.filter(({ isGroup }) => isGroup)];
}
