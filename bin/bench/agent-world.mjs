// An etcd, an agent and a monitor of routes, all in the network namespace that enter.mjs makes.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NET_CONF } from './inputs.mjs';
import { usageOf } from './process-tree.mjs';
import { flannelctl, output } from './run.mjs';
import { NODE_ADDRESS, SCRATCH } from './world.mjs';

export const URL = 'http://127.0.0.1:2379';
const PREFIX = '/coreos.com/network';

/** etcd takes no more operations in one transaction. */
const MOST = 128;

const PATIENCE_MS = 120_000;

export async function until(what, look) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(5)) if (await look()) return;
  throw new Error(`waited in vain: ${typeof what === 'function' ? what() : what}`);
}

const base64 = (text) => Buffer.from(text).toString('base64');

const isAnswering = async () =>
  fetch(`${URL}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

async function write(success) {
  const answer = await fetch(`${URL}/v3/kv/txn`, { method: 'POST', body: JSON.stringify({ success }) });
  if (!answer.ok) throw new Error(await answer.text());
}

const putOf = (key, value) => ({ request_put: { key: base64(`${PREFIX}/${key}`), value: base64(value) } });

const hex = (number) => number.toString(16).padStart(2, '0');

/** The record of a peer: its own subnet, public IP and MAC. */
function recordOf(number) {
  const [high, low] = [number >> 8, number & 255];
  const data = { VNI: 1, VtepMAC: `0a:00:00:00:${hex(high)}:${hex(low)}` };
  const record = {
    PublicIP: `172.20.${high}.${low}`,
    PublicIPv6: null,
    BackendType: 'vxlan',
    BackendData: data,
  };
  return putOf(`subnets/10.${high}.${low}.0-24`, JSON.stringify(record));
}

/** Writes the records of peers. @param most how many at once; default: as many as etcd takes */
export async function putPeers(from, count, most = MOST) {
  for (let i = 0; i < count; i += most)
    await write(Array.from({ length: Math.min(most, count - i) }, (_, j) => recordOf(from + i + j)));
}

/** Gives this namespace an uplink. */
export function makeUplink() {
  const lines = ['link set lo up', 'link add eth0 type veth peer name eth0-far', 'link set eth0 up'];
  const more = ['link set eth0-far up', `address add ${NODE_ADDRESS}/24 dev eth0`];
  const last = 'route add default via 172.16.0.254';
  output(['ip', '-batch', '-'], { input: [...lines, ...more, last, ''].join('\n') });
}

/** Starts an empty etcd, and gives what ends it. */
export async function startEtcd(name) {
  const args = ['--data-dir', path.join(SCRATCH, name), '--listen-client-urls', URL];
  const child = spawn('etcd', [...args, '--advertise-client-urls', URL], { stdio: 'ignore' });
  await until('etcd answers', isAnswering);
  await write([putOf('config', NET_CONF)]);
  return async () => ended(child, 'SIGKILL');
}

export async function ended(child, signal) {
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await end;
}

/** What `ip` prints of the routes to peers: those of an agent have a protocol of their own, those of flanneld have not. */
export const ROUTES = { agent: ' proto 140 ', flanneld: ' dev flannel.1 ' };

const times = (mark, text) => text.split(mark).length - 1;

/** Counts the routes to peers that come and go from now on. @param mark what `ip` prints of them */
export function watchRoutes(mark) {
  const child = spawn('ip', ['monitor', 'route'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const seen = { count: 0, stop: async () => ended(child, 'SIGTERM') };
  child.stdout.on('data', (piece) => {
    seen.count += times(mark, piece.toString('latin1'));
  });
  return seen;
}

export const countRoutes = (mark) => times(mark, output(['ip', '-o', 'route']));

/** Starts an agent. */
export function startAgent(name) {
  const root = path.join(SCRATCH, name);
  const plugins = path.join(root, 'opt/cni/bin');
  mkdirSync(plugins, { recursive: true });
  for (const plugin of ['bridge', 'host-local', 'portmap'])
    writeFileSync(path.join(plugins, plugin), '', { mode: 0o755 });
  const [file, ...args] = flannelctl(
    'agent',
    ...['--node', 'n1', '--iface', 'eth0', '--ip-masq', '--etcd-endpoints', URL],
  );
  const env = { ...process.env, FLANNELCTL_ROOT: root, NO_COLOR: '1' };
  const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const report = path.join(root, 'run/flannelctl/agent.json');
  mkdirSync(path.dirname(report), { recursive: true });
  writeFileSync(report, '');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (piece) => {
    said += piece;
  });
  return {
    routes: ROUTES.agent,
    said: () => said,
    usage: () => usageOf(child.pid),
    root,
    isReady: () => readFileSync(report, 'utf8').includes('"ready": true'),
    stop: async () => {
      await ended(child, 'SIGTERM');
      output([...flannelctl('reset', '--yes')], { env });
    },
  };
}
