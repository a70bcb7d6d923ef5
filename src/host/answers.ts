import { errorCode, Failure } from '../errors/index.ts';
import { type Address, type LinkName, parseAddress, zonedAddress } from '../net/index.ts';
import { run } from './exec/run.ts';

/** An address to probe. */
export interface Probe {
  readonly kind: 'gateway' | 'peer' | 'nameserver';
  /** The name in messages: `default gateway`, `peer n2`, `name server`. */
  readonly name: string;
  readonly address: Address;
  /** The link, for an IPv6 link-local address. */
  readonly zone?: LinkName;
}

/** The timeout of an answer, in seconds. */
const PATIENCE = 1;

/** The limit of parallel pings, more than are ever probed, so that all timeouts run at the same time. */
const PINGS_AT_A_TIME = 64;

/** The command that starts a ping per address. xargs starts them at a tenth of the cost of starting them here. */
const PING = ['xargs', '-r', '-n', '1', '-P', `${PINGS_AT_A_TIME}`];

/**
 * Probes all addresses at the same time and returns those that answered. Each is probed once. An address that can't be
 * probed, because there is no route or no `ping`, counts as silent.
 */
export async function answering(probes: readonly Probe[]): Promise<readonly Probe[]> {
  const isServer = ({ kind }: Probe): boolean => kind === 'nameserver';
  const [hosts, servers] = await Promise.all([
    pinged([...new Set(probes.filter((probe) => !isServer(probe)).map(zonedAddress))]),
    resolving([...new Set(probes.filter(isServer).map(({ address }) => address))]),
  ]);
  return probes.filter((probe) =>
    isServer(probe) ? servers.has(probe.address) : hosts.has(zonedAddress(probe)),
  );
}

/** Whether `ping` is installed. In Debian it is a package of its own. */
export async function canPing(): Promise<boolean> {
  return (await tried(['xargs', 'ping', '-V'], '', 10)) !== undefined;
}

async function pinged(targets: readonly string[]): Promise<ReadonlySet<string>> {
  if (targets.length === 0) return new Set();
  const rounds = Math.ceil(targets.length / PINGS_AT_A_TIME);
  const said = await tried(
    [...PING, 'ping', '-n', '-c', '1', '-W', `${PATIENCE}`],
    targets.join('\n'),
    10 + 5 * rounds,
  );
  const answers = (said ?? '').matchAll(/ bytes from (\S+): icmp_seq=/g);
  return new Set([...answers].flatMap(([, target = '']) => canonicalTarget(target)));
}

function canonicalTarget(target: string): string[] {
  const [text = '', zone] = target.split('%');
  const address = parseAddress(text);
  return address === undefined ? [] : [zone === undefined ? address : `${address}%${zone}`];
}

/** The exit status of xargs if the program is not installed. */
const NOT_FOUND = 127;

/** The output of a program, whatever its exit status; undefined if it is not installed. */
async function tried(
  command: readonly string[],
  input: string,
  seconds: number,
): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await run(command, { input, seconds });
    return exitCode === NOT_FOUND ? undefined : stdout;
  } catch (error) {
    if (error instanceof Failure && error.exit === 'unavailable') return undefined;
    throw error;
  }
}

async function resolving(servers: readonly Address[]): Promise<ReadonlySet<Address>> {
  const answers = await Promise.all(servers.map(isResolving));
  return new Set(servers.filter((_, i) => answers[i]));
}

/** The error codes (node:dns) of a name server that refuses or fails a query. They show that it is reachable. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ENODATA',
  'EFORMERR',
  'ESERVFAIL',
  'ENOTFOUND',
  'ENOTIMP',
  'EREFUSED',
  'EBADRESP',
]);

/**
 * Whether a name server answers a query for `localhost`, which servers answer themselves (RFC 6761 6.3). Other names
 * would depend on the servers behind it.
 */
async function isResolving(server: Address): Promise<boolean> {
  // Loaded here, because it takes a while, and most commands ask no name server.
  const dns = process.getBuiltinModule('node:dns').promises;
  const resolver = new dns.Resolver({ tries: 1 });
  // The resolver's own timeout takes twice its value (Node 20).
  const late = setTimeout(() => resolver.cancel(), PATIENCE * 1000);
  try {
    resolver.setServers([server]);
    await resolver.resolve4('localhost');
    return true;
  } catch (error) {
    return REFUSALS.has(errorCode(error) ?? '');
  } finally {
    clearTimeout(late);
  }
}
