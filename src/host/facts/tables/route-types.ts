/** Route types and the actions of rules, by their number (rtnetlink(7), fib_rules.h). */
const TYPES = {
  1: 'unicast',
  2: 'local',
  3: 'broadcast',
  4: 'anycast',
  5: 'multicast',
  6: 'blackhole',
  7: 'unreachable',
  8: 'prohibit',
  9: 'throw',
} as const;

export type RouteType = (typeof TYPES)[keyof typeof TYPES] | 'other';

const DEAD_ENDS = ['blackhole', 'unreachable', 'prohibit'] as const;

/** What leads nowhere: a type of routes, or an action of rules. */
export type DeadEnd = (typeof DEAD_ENDS)[number];

const byNumber: Readonly<Record<string, RouteType>> = TYPES;

/** The type that `ip -N` prints as a number, or as a name; not at all for unicast. */
export const routeTypeOf = (text: string | undefined): RouteType => {
  if (text === undefined) return 'unicast';
  const known = byNumber[text] ?? Object.values(byNumber).find((name) => name === text);
  return known ?? 'other';
};

/** The type of a route, or the action of a rule, if it leads nowhere; by its name, or by its number as `ip -N` prints it. */
export const deadEndOf = (text: string | undefined): DeadEnd | undefined => {
  const type = routeTypeOf(text);
  return DEAD_ENDS.find((name) => name === type);
};
