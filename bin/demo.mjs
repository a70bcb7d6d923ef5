// Shows the main job from end to end, in a cluster of network namespaces. Every line and figure that it prints comes
// from the run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const folder = mkdtempSync(path.join(os.tmpdir(), 'flannelctl-demo-'));
const netConf = path.join(folder, 'net-conf.json');
const lab = `demo-${process.pid}`;

const NET_CONF = `{
  "Network": "10.244.0.0/16",
  "Backend": { "Type": "vxlan" }
}
`;

const bold = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[1m${text}\x1b[0m` : text);

const say = (text) => process.stdout.write(`\n${bold(text)}\n`);

/** Runs flannelctl as a person would, prints its output, and checks its exit status. */
function flannelctl(args, expected = 0) {
  process.stdout.write(
    `\n$ flannelctl ${args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg)).join(' ')}\n`,
  );
  const bin = path.join(root, 'bin/flannelctl.cjs');
  const { status } = spawnSync(process.execPath, [bin, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== expected) throw new Error(`it ended with ${status}; ${expected} was expected`);
  if (expected !== 0) process.stdout.write(`(exit ${status}, as it should)\n`);
}

const on = (where, ...command) => ['lab', 'exec', '--name', lab, where, '--', ...command];

/** The output of a command, for the demo's own checks. */
function output(...command) {
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Lines about objects of flannelctl in the tools' listings on a node. */
function leftOn(node) {
  const listings = [
    'ip link',
    'ip address',
    'ip route',
    'ip nexthop',
    'ip neigh',
    'bridge fdb',
    'nft list ruleset',
  ];
  const lines = listings.flatMap((command) =>
    output('ip', 'netns', 'exec', `flab.${lab}.${node}`, ...command.split(' ')).split('\n'),
  );
  return lines.filter((line) => /flannel|cni0|proto 140|10\.244\./.test(line));
}

function demo() {
  say('1. The network, as for flannel. Is it right, and what would come of it?');
  flannelctl(['validate', netConf]);

  say(
    '2. A cluster on this machine: nodes and pods are network namespaces, each node runs the real flannelctl.',
  );
  flannelctl(['lab', 'up', '--name', lab, '--net-conf', netConf, '--verbose']);

  say('3. Does every pod reach every pod, and every node every pod, without address translation?');
  flannelctl(['lab', 'test', '--name', lab]);

  say('4. A node, its peers, and everything that leads to them.');
  flannelctl(on('n1', 'flannelctl', 'status'));

  say('5. Somebody deletes a route by hand.');
  flannelctl(on('n1', 'ip', 'route', 'del', '10.244.2.0/24'));
  flannelctl(on('n1', 'flannelctl', 'status'), 11);

  say('6. It is put back, and nothing else is touched.');
  flannelctl(on('n1', 'flannelctl', 'join', '--yes'));
  flannelctl(['lab', 'test', '--name', lab]);

  say('7. Away with it all again.');
  for (const node of ['n1', 'n2', 'n3']) flannelctl(on(node, 'flannelctl', 'reset', '--yes'));
  say('8. Is anything of ours left? Asked of ip, bridge and nft, not of flannelctl.');
  for (const node of ['n1', 'n2', 'n3']) {
    const left = leftOn(node);
    process.stdout.write(
      `${node}: ${left.length} links, routes, nexthops, neighbours, FDB entries or nft rules are left\n`,
    );
    if (left.length > 0) throw new Error(left.join('\n'));
  }
  flannelctl(['lab', 'down', '--name', lab]);

  const left = output('ip', 'netns', 'list')
    .split('\n')
    .filter((line) => line.includes(lab));
  if (left.length > 0) throw new Error(`network namespaces are left: ${left.join(', ')}`);
  say(`Done. Network namespaces of the demo that are left: ${left.length}.`);
}

writeFileSync(netConf, NET_CONF);
const started = Date.now();
try {
  demo();
  process.stdout.write(`It took ${Math.round((Date.now() - started) / 1000)} seconds.\n`);
} catch (error) {
  process.stderr.write(`\ndemo: ${error.message}\n`);
  spawnSync(process.execPath, [path.join(root, 'bin/flannelctl.cjs'), 'lab', 'down', '--name', lab], {
    stdio: 'inherit',
  });
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
