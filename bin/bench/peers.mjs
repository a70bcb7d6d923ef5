// Measures the life of a node with peers, each command in turn, and the same entries without flannelctl.
import { makeInputs, nodeList, writeBatch } from './inputs.mjs';
import { flannelctl, measure, measureNode, output, together } from './run.mjs';
import { makeOverlayLink, withNode } from './world.mjs';

/**
 * The limit of routes added one by one through one link, because they cost the square of their number: 40,000 take a
 * minute.
 */
const MOST_PLAIN_ROUTES = 10_000;

/** Reads of flannel's objects that every command needs. */
const READS = [
  ['ip', '-N', '-j', 'neigh', 'show', 'dev', 'flannel.1'],
  ['bridge', '-j', 'fdb', 'show', 'dev', 'flannel.1'],
  ['ip', '-N', '-j', 'nexthop', 'show'],
  ['ip', '-N', '-j', 'route', 'show', 'table', 'main'],
];

const share = (size, part) => Math.max(1, Math.round(size * part));

const listsOf = (size) => ({
  all: nodeList(size),
  added: nodeList(size + 1),
  changed: nodeList(size + 1, share(size, 0.01)),
  half: nodeList(share(size, 0.5)),
});

/** The commands in order, and the number of peers after each that changes it. */
function lifeOf(size, file) {
  const join = (list) => ['join', '--node', 'n1', '--nodes', file(`${list}.plan.yaml`), '--yes'];
  return [
    ['first join', join('all'), size],
    ['join again', join('all'), size],
    ['join again, no flags', ['join', '--yes'], size],
    ['diff', ['diff']],
    ['status', ['status']],
    ['diagnose', ['diagnose']],
    ['one peer added', join('added'), size + 1],
    ['1 % changed', join('changed'), size + 1],
    ['half removed', join('half'), share(size, 0.5)],
    ['half added', join('all'), size],
    ['reset', ['reset', '--yes'], 0],
  ];
}

/** Checks the number of peers, because otherwise a command that does nothing would be the fastest. */
function requirePeers({ netns }, expected, row) {
  const routes = output(['ip', '-n', netns, '-o', 'route', 'show', 'proto', '140']).split('\n').length - 1;
  if (routes !== expected) throw new Error(`${row}: ${routes} routes to peers; ${expected} were expected`);
}

function step(node, [row, args, peersAfter], note) {
  note(row, measure(flannelctl(...args), node));
  if (peersAfter !== undefined) requirePeers(node, peersAfter, row);
}

/** The base of the ratios: Node itself, and the entries by ip and bridge alone. */
function bare(size, file, note) {
  note('node -e 0', measureNode());
  withNode('entries', 'silent', (node) => {
    makeOverlayLink(node);
    const byIp = writeBatch(file('ip.batch'), size, ['neighbors', 'nexthops', 'routes']);
    const byBridge = writeBatch(file('bridge.batch'), size, ['fdb']);
    const batches = [
      ['ip', '-batch', byIp],
      ['bridge', '-batch', byBridge],
    ];
    note('entries by ip and bridge', together(batches.map((batch) => measure(batch, node))));
    note('reads by ip and bridge', together(READS.map((read) => measure(read, node))));
  });
  if (size > MOST_PLAIN_ROUTES) return;
  withNode('routes', 'silent', (node) => {
    makeOverlayLink(node);
    const batch = writeBatch(file('routes.batch'), size, ['plainRoutes']);
    note('plain routes by ip', measure(['ip', '-batch', batch], node));
  });
}

/** One repetition: all rows in turn. */
function repetition(size, file, note) {
  bare(size, file, note);
  const life = lifeOf(size, file);
  withNode('node', 'answering', (node) => {
    for (const each of life) step(node, each, note);
  });
  withNode('node', 'silent', (node) => {
    for (const each of [life.at(0), life.at(-1)])
      step(node, each, (row, sample) => note(`${row}, silent peers`, sample));
  });
}

export function measurePeers({ sizes, repetitionsOf, note }) {
  for (const size of sizes) {
    const file = makeInputs(`peers-${size}`, listsOf(size), ['yaml']);
    for (let run = 0; run < repetitionsOf(size); run += 1)
      repetition(size, file, (row, sample) => note({ part: 'peers', size, row }, sample));
  }
}
