import { prefixFamily } from '../../net/index.ts';
import { type HostObject, showObject } from '../../state/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type Difference, isMissing } from './differences.ts';

/** The limit of lines of one finding, because a node can have 10,000 peers. */
const MOST_LINES = 5;

/** The words of the command that shows an object, by its kind. */
const LOOKS: {
  readonly [K in HostObject['kind']]: (object: Extract<HostObject, { kind: K }>) => readonly string[];
} = {
  link: ({ name }) => ['ip', '-d', 'link', 'show', name],
  address: ({ dev }) => ['ip', 'address', 'show', 'dev', dev],
  route: ({ dst }) => ['ip', ...(prefixFamily(dst) === 6 ? ['-6'] : []), 'route', 'show', dst],
  blackhole: ({ dst }) => ['ip', ...(prefixFamily(dst) === 6 ? ['-6'] : []), 'route', 'show', dst],
  nexthop: ({ id }) => ['ip', 'nexthop', 'show', 'id', `${id}`],
  neighbor: ({ dev, dst }) => ['ip', 'neigh', 'show', dst, 'dev', dev],
  fdb: ({ dev }) => ['bridge', 'fdb', 'show', 'dev', dev],
  sysctl: ({ path }) => ['cat', `/proc/sys/${path}`],
  file: ({ path }) => ['cat', path],
  ruleset: ({ engine, family, table }) =>
    engine === 'nft'
      ? ['nft', 'list', 'table', family, table]
      : [`${family === 'ip' ? 'iptables' : 'ip6tables'}-save`, '-t', table],
  basechain: ({ family, table }) => ['nft', 'list', 'table', family, table],
};

/** The command that shows an object. */
const lookCommand = (object: HostObject): string =>
  // Sound because the table is keyed by the same `kind`.
  shellCommand((LOOKS[object.kind] as (one: HostObject) => readonly string[])(object));

/** What a field is that has lines of its own, such as a chain, is told by its number of lines. */
const valueText = (value: string): string => {
  const lines = value.split('\n').length;
  if (value === '') return 'none';
  return lines === 1 ? value : `${lines} lines`;
};

const fieldText = ({ field, from, to }: { field: string; from: string; to: string }): string =>
  `${field} ${valueText(from)}, expected ${valueText(to)}`;

function textOf(difference: Difference): string {
  const { to } = difference;
  if (isMissing(difference)) return `missing: ${showObject(to)}`;
  const changes = difference.action === 'create' ? [] : difference.fields;
  return changes.length === 0
    ? `not as created by flannelctl: ${showObject(to)}`
    : changes.map(fieldText).join('; ');
}

/** Where to look for some differences, and what is seen there. */
export function evidenceOf(differences: readonly Difference[]): string[] {
  const lines = differences
    .slice(0, MOST_LINES)
    .map((difference) => `${lookCommand(difference.to)}: ${textOf(difference)}`);
  const more = differences.length - lines.length;
  return more === 0 ? lines : [...lines, `and ${more} more`];
}
