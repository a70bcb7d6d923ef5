import dns from 'node:dns';
import { errorCode, Failure } from '../errors/index.ts';
import { type Address, type LinkName, parseAddress, zonedAddress } from '../net/index.ts';
import { run } from './run.ts';

/** Someone on the network who can be asked whether they are there. */
export interface Probe {
  readonly kind: 'gateway' | 'peer' | 'nameserver';
  /** As a person would call it: `default gateway`, `peer n2`, `name server`. */
  readonly name: string;
  readonly address: Address;
  /** The link that it is on, where that is part of the address: IPv6's link-local ones. */
  readonly zone?: LinkName;
}

/** How long an answer may take, in seconds. */
const PATIENCE = 1;

/** More than are ever asked: who is silent is waited for once. */
const PINGS_AT_A_TIME = 64;

/** One process asks one address. So xargs starts them, at a tenth of what it would cost here. */
const PING = ['xargs', '-r', '-n', '1', '-P', `${PINGS_AT_A_TIME}`];

/**
 * Asks everyone at the same time and gives those that answered. Nobody is asked twice; whoever can't be asked, because
 * there is no route or no `ping`, has not answered.
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

/** Whether there is what hosts are asked with: Debian has `ping` in a package of its own. */
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

/** xargs ends with 127 where there is no such program. */
const NOT_FOUND = 127;

/** What a program said, however it ended; undefined if it is not there. */
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

/** What a name server says that does not give, or does not want to give, what it was asked for. It is there, then. */
const REFUSALS: ReadonlySet<string> = new Set([
  dns.NODATA,
  dns.FORMERR,
  dns.SERVFAIL,
  dns.NOTFOUND,
  dns.NOTIMP,
  dns.REFUSED,
  dns.BADRESP,
]);

/** Asks for `localhost`, which a server answers by itself (RFC 6761 6.3): whoever it asks in turn may be slow. */
async function isResolving(server: Address): Promise<boolean> {
  const resolver = new dns.promises.Resolver({ tries: 1 });
  // Its own timeout takes twice what it is told (Node 20).
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
