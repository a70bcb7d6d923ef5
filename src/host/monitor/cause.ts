import type { HostEvent, ObjectEvent, OverrunEvent } from './events.ts';

/** The name of an object, out of its key: `flannel.1` of `link flannel.1`. */
const nameIn = ({ kind, key }: ObjectEvent): string => key.slice(kind.length + 1);

const DONE = { came: 'was created', changed: 'was changed', set: 'was set', gone: 'was deleted' } as const;

/** A link that is down or gone: the kernel takes from it what is on it. */
const takesAll = ({ kind, what, isUp }: ObjectEvent): boolean =>
  kind === 'link' && (what === 'gone' || isUp === false);

function linkWords(event: ObjectEvent): string {
  const { what, isUp } = event;
  const name = `link ${nameIn(event)}`;
  if (what === 'changed' && isUp === false) return `${name} was set down or changed while down`;
  return `${name} ${DONE[what]}`;
}

function addressWords(event: ObjectEvent): string {
  const [dev, address] = nameIn(event).split(' ');
  if (event.what === 'changed') return `${dev}: another host has the address ${address}`;
  return `${dev} ${event.what === 'gone' ? 'lost' : 'got'} the address ${address}`;
}

const RULESET_DONE = { ...DONE, gone: 'was flushed', changed: 'was changed', set: 'was changed' } as const;

function rulesetWords(event: ObjectEvent): string {
  const { transaction, what } = event;
  const [engine, ...table] = nameIn(event).split(' ');
  const words = `the ${engine} table ${table.join(' ')} ${RULESET_DONE[what]}`;
  if (transaction === undefined) return words;
  const { by, deleted } = transaction;
  const others = deleted.filter((name) => name !== table.join(' ')).length;
  return `${words}${others === 0 ? '' : `, and ${others} other table${others === 1 ? '' : 's'} deleted,`} by ${by}`;
}

const PLURALS: Readonly<Partial<Record<ObjectEvent['kind'], string>>> = {
  route: 'routes',
  nexthop: 'nexthops',
  neighbor: 'neighbors',
  fdb: 'FDB entries',
};

const wordsOf = (event: ObjectEvent): string => {
  switch (event.kind) {
    case 'link':
      return linkWords(event);
    case 'address':
      return addressWords(event);
    case 'ruleset':
      return rulesetWords(event);
    default:
      return `${event.kind} ${nameIn(event)} ${DONE[event.what]}`;
  }
};

/** Entries that come by the thousand are counted. */
function countedWords(kind: ObjectEvent['kind'], events: readonly ObjectEvent[]): string[] {
  const plural = PLURALS[kind];
  if (plural === undefined || events.length < 2) return events.map(wordsOf);
  const words = [
    ['deleted', events.filter(({ what }) => what === 'gone').length],
    ['set', events.filter(({ what }) => what !== 'gone').length],
  ] as const;
  return words.flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${plural} were ${word}`]));
}

/** The order in which kinds are told: what others follow from comes first. */
const ORDER: readonly ObjectEvent['kind'][] = [
  'link',
  'address',
  'ruleset',
  'nexthop',
  'route',
  'blackhole',
  'neighbor',
  'fdb',
  'sysctl',
  'file',
];

/** The last that was seen of each object. */
const latest = (events: readonly ObjectEvent[]): ObjectEvent[] => [
  ...new Map(events.map((event) => [event.key, event])).values(),
];

const LONGEST = 4;

/**
 * What happened to the host in one burst of events, in one line for the log: `link flannel.1 was deleted`. It says what
 * the events show and no more; what is lost with a link, or set together with it, is not named besides it.
 */
export function burstCause(events: readonly HostEvent[]): string {
  const isOverrun = (event: HostEvent): event is OverrunEvent => event.type === 'overrun';
  const overruns = events.filter(isOverrun).map(({ reason }) => reason);
  const objects = latest(events.filter((event) => !isOverrun(event)));
  const lost = new Set(objects.filter(takesAll).map(({ dev }) => dev));
  const causes = objects.filter((event) => event.kind === 'link' || !lost.has(event.dev));
  const parts = ORDER.flatMap((kind) =>
    countedWords(
      kind,
      causes.filter((event) => event.kind === kind),
    ),
  );
  const all = [...parts, ...new Set(overruns)];
  const more = all.length - LONGEST;
  return more > 0 ? `${all.slice(0, LONGEST).join('; ')}; and ${more} more` : all.join('; ');
}
