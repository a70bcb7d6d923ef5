/** What begins the name of a counter that is a rule's. */
export const RULE = 'rule ';

const DROPS = /\b(?:drop|reject)\b/i;

/** The packets that a rule has met: nft's counter, that of iptables, or that of a built-in chain's policy. */
const COUNTER = /counter packets (\d+) bytes \d+ ?|^\[(\d+):\d+\] (?=-A)|^:\S+ DROP \[(\d+):\d+\]/;

/** The table or chain that a line of nft begins; undefined for others. */
const headOf = (line: string): string | undefined => /^((?:table|chain) .*) \{$/.exec(line)?.[1];

/**
 * The rules that drop or reject in what `nft list ruleset` or `iptables-save -c` prints, with the packets that each has
 * met. A rule of nft without `counter` counts nothing.
 */
export function droppingRules(text: string): (readonly [string, number])[] {
  let table = '';
  let chain = '';
  return text.split('\n').flatMap((raw) => {
    const line = raw.trim();
    const head = headOf(line) ?? /^\*\w+$/.exec(line)?.[0];
    if (head?.startsWith('chain')) chain = `, ${head}`;
    else if (head !== undefined) [table, chain] = [head, ''];
    const [found, ...counts] = COUNTER.exec(line) ?? [];
    const packets = counts.find((count) => count !== undefined);
    if (found === undefined || packets === undefined || !DROPS.test(line)) return [];
    const rule = line.startsWith(':') ? line.replace(/ \[.*/, '') : line.replace(found, '');
    return [[`${RULE}${table}${chain}: ${rule}`, Number(packets)] as const];
  });
}
