// What others do to the host of an agent, and how long it takes until the host is as before.
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from './agent-world.mjs';
import { output } from './run.mjs';

const SUBNET_ENV = 'run/flannel/subnet.env';

/** What a tool prints; nothing where it fails, because a link is gone. */
function printed(command) {
  try {
    return output(command.split(' '));
  } catch {
    return '';
  }
}

/** What tools print, in an order of its own and without numbers that the kernel or a counter gives. */
const shown = (...commands) =>
  commands
    .flatMap((command) => printed(command).split('\n'))
    .map((line) => line.replace(/ nhid \d+|^\d+: |packets \d+ bytes \d+/g, ''))
    .toSorted()
    .join('\n');

const ROUTES = 'ip route show proto 140';
const NEIGHBORS = 'ip neigh show dev flannel.1 nud permanent';
const FDB = 'bridge fdb show dev flannel.1';
const ADDRESSES = 'ip -br -4 address show dev flannel.1';

/** Each kind: the command that does it, and what shows that it is mended. */
const DRIFTS = [
  ['a route', 'ip route del 10.1.0.0/24', [ROUTES]],
  ['the nexthops', 'ip nexthop flush proto 140', [ROUTES, 'ip nexthop show proto 140']],
  ['a neighbor', 'ip neigh del 10.1.0.0 dev flannel.1', [NEIGHBORS]],
  ['an FDB entry', 'bridge fdb del 0a:00:00:00:01:00 dev flannel.1', [FDB]],
  ['an address', 'ip address flush dev flannel.1', [ADDRESSES, ROUTES]],
  ['the link', 'ip link del flannel.1', [ADDRESSES, ROUTES, NEIGHBORS, FDB]],
  ['the rules', 'nft flush ruleset', ['nft list ruleset']],
  ['a sysctl', 'sysctl -q -w net.ipv4.ip_forward=0', ['sysctl net.ipv4.ip_forward']],
];

/** Does each kind once, and gives the seconds by the clock until it is mended, one after the other. */
export async function* measureDrifts({ root }) {
  for (const [kind, command, looks] of DRIFTS)
    yield [
      kind,
      await mended(
        () => output(command.split(' ')),
        () => shown(...looks),
      ),
    ];
  const file = path.join(root, SUBNET_ENV);
  const change = () => appendFileSync(file, 'FLANNEL_MTU=9000\n');
  yield ['a file', await mended(change, () => readFileSync(file, 'utf8'))];
}

/** The first lines that only one of two texts has. */
function difference(before, now) {
  const [had, has] = [before, now].map((text) => text.split('\n'));
  const only = (all, others) => all.filter((line) => !others.includes(line)).slice(0, 3);
  return `missing: ${only(had, has).join(', ')}; new: ${only(has, had).join(', ')}; ${had.length} and ${has.length} lines`;
}

async function mended(change, look) {
  const before = look();
  change();
  const began = performance.now();
  await until(
    () => `what others changed is mended; ${difference(before, look())}`,
    () => look() === before,
  );
  return (performance.now() - began) / 1000;
}
