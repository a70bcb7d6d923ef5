// Makes node lists, their plans, and the same peers as batches for ip and bridge.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { flannelctl, output } from './run.mjs';
import { NODE_ADDRESS, SCRATCH } from './world.mjs';

export const NET_CONF = '{"Network":"10.0.0.0/8","SubnetLen":24,"Backend":{"Type":"vxlan"}}';

/** This node; peers are numbered from 2. */
const SELF = { name: 'n1', publicIP: NODE_ADDRESS, subnet: '10.0.1.0/24' };

const low = (number) => `${number >> 8}.${number & 255}`;

const hex = (number) => (number & 255).toString(16).padStart(2, '0');

/** Moved peers get addresses in the other half of the underlay. */
const peer = (number, hasMoved) => ({
  name: `n${number}`,
  publicIP: `172.${hasMoved ? 22 : 20}.${low(number)}`,
  subnet: `10.${low(number)}.0/24`,
});

/** The node and some peers. The first `moved` peers have another public IP than before. */
export const nodeList = (peers, moved = 0) => [
  SELF,
  ...Array.from({ length: peers }, (_, i) => peer(i + 2, i < moved)),
];

/** YAML as people write it. */
const yamlOf = (nodes) =>
  nodes
    .map(({ name, publicIP, subnet }) => `- { name: ${name}, publicIP: ${publicIP}, subnet: ${subnet} }\n`)
    .join('');

/** Writes node lists and their plans in some formats; returns a function that gives their file names. */
export function makeInputs(name, lists, formats) {
  const folder = path.join(SCRATCH, `input-${name}`);
  const file = (base) => path.join(folder, base);
  mkdirSync(folder);
  writeFileSync(file('net-conf.json'), NET_CONF);
  for (const [list, nodes] of Object.entries(lists)) {
    writeFileSync(file(`${list}.nodes.yaml`), yamlOf(nodes));
    writeFileSync(file(`${list}.nodes.json`), JSON.stringify(nodes));
    const plan = ['plan', '--net-conf', file('net-conf.json'), '--nodes', file(`${list}.nodes.json`), '-o'];
    for (const format of formats)
      writeFileSync(file(`${list}.plan.${format}`), output(flannelctl(...plan, format)));
  }
  return file;
}

const mac = (number) => `0e:2a:0a:${hex(number >> 8)}:${hex(number)}:01`;

const BASE_ID = 0x46000000;

/** A peer's entries as flannelctl makes them, and its route as flanneld makes it. */
const ENTRIES = {
  neighbors: (n) => `neigh replace 10.${low(n)}.0 lladdr ${mac(n)} dev flannel.1 nud permanent protocol 140`,
  fdb: (n) => `fdb replace ${mac(n)} dev flannel.1 dst 172.20.${low(n)} self permanent`,
  nexthops: (n) => `nexthop add id ${BASE_ID + n} via 10.${low(n)}.0 dev flannel.1 onlink protocol 140`,
  routes: (n) => `route add 10.${low(n)}.0/24 nhid ${BASE_ID + n} protocol 140`,
  plainRoutes: (n) => `route add 10.${low(n)}.0/24 via 10.${low(n)}.0 dev flannel.1 onlink`,
};

/** Writes a batch of all peers' entries of some kinds, one kind after the other. */
export function writeBatch(file, peers, kinds) {
  const lines = kinds.flatMap((kind) => Array.from({ length: peers }, (_, i) => `${ENTRIES[kind](i + 2)}\n`));
  writeFileSync(file, lines.join(''));
  return file;
}
