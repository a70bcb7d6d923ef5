import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../commands/shared/registry.ts';
import { examplesOf } from '../../support/docs/command-lines.ts';
import { bootMachine, connect, type Machine, putFlannelctl } from '../../support/docs/machine.ts';
import { putKillingNft } from '../../support/docs/nft-that-kills.ts';
import { netConf } from '../../support/host/node.ts';
import { etcdPair, etcdPlain, kubectlJson, kubeNode, publishedNodes } from '../../support/lease-writers.ts';

const KUBE_FLANNEL = path.resolve(import.meta.dirname, '../../fixtures/config/kube-flannel.yml');

const NODES = publishedNodes(3);

/** What examples read. */
const FILES = {
  'net-conf.json': netConf(),
  'direct-routing.json': netConf({ Backend: { Type: 'vxlan', DirectRouting: true } }),
  'nodes.yaml': NODES.map(({ name, publicIP }) => `- { name: ${name}, publicIP: ${publicIP} }\n`).join(''),
  'kube-flannel.yml': await readFile(KUBE_FLANNEL, 'utf8'),
  'nodes.json': kubectlJson(NODES.map((node) => kubeNode(node))),
  'etcd.txt': etcdPlain([['/coreos.com/network/config', netConf()], ...NODES.map((node) => etcdPair(node))]),
};

const PROGRAMS = {
  kubectl: 'case "$*" in *configmap*) exec cat kube-flannel.yml ;; *) exec cat nodes.json ;; esac',
  etcdctl: 'exec cat etcd.txt',
  ssh: 'shift; exec "$@"',
};

const PLAN = 'flannelctl plan --net-conf net-conf.json --nodes nodes.yaml > plan.yaml';
const SET_UP = 'flannelctl init --nodes plan.yaml --yes && flannelctl config > n1.yaml';
const GATHERED = `${SET_UP} && flannelctl gather n3.json`;
const LAB = 'flannelctl lab up --nodes 2 --pods 1';
const AGENTS = 'flannelctl lab up --store etcd --nodes 3 --pods 2';
const PUT = '/usr/bin/etcdctl --endpoints http://10.0.0.1:2379 put /coreos.com/network';
const ETCD = `ip address add 10.0.0.1/32 dev lo
setsid etcd --data-dir etcd --listen-client-urls http://10.0.0.1:2379 --advertise-client-urls http://10.0.0.1:2379 > etcd.log 2>&1 &
until ${PUT}/config < net-conf.json; do sleep 0.2; done
${PUT}/subnets/10.244.7.0-24 '{"PublicIP":"10.0.0.7","BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"0a:00:00:00:00:07"}}'
`;
const LEASES = `${ETCD}setsid flannelctl agent --etcd-endpoints http://10.0.0.1:2379 --node n1 > agent.log 2>&1 &
until flannelctl leases | grep 'this node'; do sleep 0.2; done`;
const WAITING = `${SET_UP} && { setsid flannelctl join --remove-peer n3 --confirm-timeout 120s --yes > waiting 2>&1 &
until flannelctl status | grep -q confirm; do sleep 0.1; done; }`;

/** What a command's examples find: lines of shell, and whether a change is to be killed. */
const BEFORE: Readonly<Record<string, string>> = {
  agent: ETCD,
  confirm: WAITING,
  init: `ip link add eth1 type veth peer name eth1-far && ip address add 10.1.1.1/24 dev eth1 && ip link set eth1 up && ${SET_UP} && flannelctl reset --yes`,
  'lab:down': `${LAB} && ${LAB} --name five`,
  'lab:exec': LAB,
  'lab:node:add': AGENTS,
  'lab:node:remove': AGENTS,
  'lab:node:restart': AGENTS,
  'lab:pod:add': LAB,
  'lab:pod:remove': AGENTS,
  'lab:status': LAB,
  'lab:test': LAB,
  leases: LEASES,
  'leases:remove': `${LEASES}; ${PUT}/subnets-old x`,
  diagnose: GATHERED,
  trace: GATHERED,
  ...Object.fromEntries(
    ['config', 'diff', 'gather', 'history', 'join', 'plan', 'reset', 'status', 'up'].map((command) => [
      command,
      SET_UP,
    ]),
  ),
};

/** Examples that find something, because there are no real peers and no cluster of Kubernetes. */
const FINDING: Readonly<Record<string, number>> = {
  'flannelctl diagnose --peer n3': 11,
  'flannelctl lab up --store kubernetes --apiserver ./kube-apiserver': 64,
  'flannelctl agent --kube-subnet-mgr --ip-masq': 3,
};

/** The commands whose examples leave a healthy machine as it is, so that one is enough for all of them. */
const READING = [
  'config',
  'diagnose',
  'diff',
  'gather',
  'history',
  'lab:exec',
  'lab:status',
  'lab:test',
  'plan',
  'status',
  'trace',
];

const KILLED = ['recover', 'rollback'];

/** A machine n1 with what examples read, as a command's examples find it. */
async function machineFor(command: string): Promise<Machine> {
  const n1 = await bootMachine('n1');
  const hub = await connect([n1]);
  // Peers that answer ping, and no overlay.
  await hub.type('ip address add 192.168.1.2/24 dev br0 && ip address add 192.168.1.3/24 dev br0');
  await putFlannelctl(n1);
  for (const [name, text] of Object.entries(FILES)) await writeFile(path.join(n1.folder, name), text);
  for (const [name, line] of Object.entries(PROGRAMS))
    await writeFile(path.join(n1.bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  await n1.type(PLAN);
  if (KILLED.includes(command)) {
    await putKillingNft(n1);
    await n1.type('flannelctl init --nodes plan.yaml --yes');
  }
  const { exitCode, lines } = await n1.type(BEFORE[command] ?? ':');
  expect(exitCode, lines.join('\n')).toBe(0);
  return n1;
}

/** The example with the number of the change that is open. */
async function withOpenChange(n1: Machine, example: string): Promise<string> {
  if (!example.includes('4f9c1a')) return example;
  const [, id = ''] =
    /transaction ([0-9a-f]{6})/.exec((await n1.type('flannelctl status')).lines.join('\n')) ?? [];
  return example.replace('4f9c1a', id);
}

const EXAMPLES = await Promise.all(
  Object.entries(COMMANDS).map(
    async ([command, load]) => [command, examplesOf((await load()).default)] as const,
  ),
);

/** An agent runs until it is ended: here when it is ready. */
const untilReady = (example: string): string => `${example} > agent.log 2>&1 & agent=$!
until flannelctl status --no-probe | grep -q 'connected since'; do
  kill -0 $agent || break
  sleep 0.2
done
kill $agent 2> /dev/null
wait $agent`;

/** Types an example as a person would, and gives what is wrong with how it ended; undefined if nothing is. */
async function failureOf(n1: Machine, example: string): Promise<string | undefined> {
  const typed = example.startsWith('flannelctl agent') ? untilReady(example) : example;
  await writeFile(path.join(n1.folder, 'example.sh'), await withOpenChange(n1, typed));
  const answer = example.includes('lab exec') ? 'exit' : 'yes';
  const { exitCode, lines } = await n1.type(`echo ${answer} | script -qec 'bash example.sh' /dev/null`);
  return exitCode === (FINDING[example] ?? 0) ? undefined : [example, exitCode, ...lines].join('\n');
}

const WITH_EXAMPLES = EXAMPLES.filter(([, examples]) => examples.length > 0);

test.each(WITH_EXAMPLES.filter(([command]) => READING.includes(command)))(
  'the examples of %s do what they say, one after the other',
  async (command, examples) => {
    const n1 = await machineFor(command);
    const failures: (string | undefined)[] = [];
    for (const example of examples) failures.push(await failureOf(n1, example));
    expect(failures.filter((failure) => failure !== undefined)).toEqual([]);
  },
);

describe.each(WITH_EXAMPLES.filter(([command]) => !READING.includes(command)))(
  'of the examples of %s',
  (command, examples) => {
    test.each(examples)('%s does what it says', async (example) => {
      expect(await failureOf(await machineFor(command), example)).toBeUndefined();
    });
  },
);
