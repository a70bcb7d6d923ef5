// Makes nodes in network namespaces. Everything is inside the mount, network and process namespaces that enter.mjs
// makes, so it is deleted with them however the run ends.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { output } from './run.mjs';

/** A tmpfs for this run alone. */
export const SCRATCH = '/run/bench';

export const NODE_ADDRESS = '172.16.0.1';
const GATEWAY = '172.16.0.254';
/**
 * The prefix of all peers. They are behind the gateway, because the kernel keeps at most a thousand neighbours for all
 * namespaces together.
 */
const PEERS = '172.20.0.0/14';

/** The gateway's route to the peers: they answer probes, or don't. */
const ROUTE_TO_PEERS = { answering: `local ${PEERS} dev lo`, silent: `blackhole ${PEERS}` };

const far = (name) => `${name}-far`;

const batch = (netns, lines) =>
  output(['ip', '-n', netns, '-batch', '-'], { input: lines.map((line) => `${line}\n`).join('') });

/** Hides the machine's name servers, because they are unreachable here and timeouts are not to be measured. */
function hideNameServers() {
  const own = path.join(SCRATCH, 'resolv.conf');
  writeFileSync(own, '');
  if (existsSync('/etc/resolv.conf')) output(['mount', '--bind', own, '/etc/resolv.conf']);
}

/** Mounts over the machine's runtime folder and the cache of compiled code. */
export function makeScratch() {
  for (const folder of ['/run', '/var/cache'])
    output(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'bench', folder]);
  mkdirSync(SCRATCH);
  hideNameServers();
}

/** The plugins of the conf list. Without them each join warns. */
function makeRoot(root) {
  const plugins = path.join(root, 'opt/cni/bin');
  mkdirSync(plugins, { recursive: true });
  for (const name of ['bridge', 'host-local', 'portmap'])
    writeFileSync(path.join(plugins, name), '', { mode: 0o755 });
}

/** A node has eth0 and a default route to a namespace in which the addresses of all peers answer, or don't. */
function makeNode(name, peers) {
  const root = path.join(SCRATCH, name);
  for (const netns of [name, far(name)]) output(['ip', 'netns', 'add', netns]);
  output([
    'ip',
    'link',
    'add',
    'eth0',
    'netns',
    name,
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    far(name),
  ]);
  const up = ['link set lo up', 'link set eth0 up'];
  batch(far(name), [...up, `address add ${GATEWAY}/24 dev eth0`, `route add ${ROUTE_TO_PEERS[peers]}`]);
  batch(name, [...up, `address add ${NODE_ADDRESS}/24 dev eth0`, `route add default via ${GATEWAY}`]);
  makeRoot(root);
  // A long timeout, because on a busy machine a tool may wait for long; waiting costs no CPU time.
  const env = { FLANNELCTL_ROOT: root, FLANNELCTL_COMMAND_TIMEOUT: '3600', NO_COLOR: '1' };
  return { netns: name, root, env };
}

/** Creates the overlay link as flannelctl does, for rows that fill it with bare ip and bridge. */
export function makeOverlayLink({ netns }) {
  const kind = `type vxlan id 1 dev eth0 local ${NODE_ADDRESS} dstport 8472 nolearning`;
  batch(netns, [`link add flannel.1 mtu 1450 ${kind}`, 'link set flannel.1 up']);
}

function removeNode({ netns, root }) {
  for (const name of [netns, far(netns)]) output(['ip', 'netns', 'del', name]);
  rmSync(root, { recursive: true, force: true });
}

/** Runs work with a node, and returns its result. */
export function withNode(name, peers, work) {
  const node = makeNode(name, peers);
  try {
    return work(node);
  } finally {
    removeNode(node);
  }
}
