import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../errors/index.ts';
import { interruptible, kill, type RunResult, run } from '../host/index.ts';
import { words } from '../words/index.ts';
import { type LabNode, layoutOf, membersOf } from './base/layout.ts';
import { type LabName, nameFlag } from './base/names.ts';
import { addNamespaces, ipBatch } from './base/namespaces.ts';
import { memberRoot } from './base/paths.ts';
import { finishedLab, type Lab, writeLab } from './base/state.ts';
import { type Flannelctl, failureOf, runFlannelctl } from './nodes/flannelctl.ts';
import { processesIn, startNodeAgent, stopNodeAgent } from './nodes/node-agent.ts';
import { linkPlugins } from './nodes/node-plugins.ts';
import { labStore } from './nodes/store.ts';
import { nodeLines, portLines } from './nodes/wiring.ts';
import { attachPods, detachPods } from './pods/pods.ts';
import { requireRoot, requireSize } from './requirements.ts';

type Note = (line: string) => void;

/** The last node before the switch's own address. */
const LAST = 253;

/** Adds a node with as many pods as `lab up` was told, and waits until its agent has set it up. Gives its name. */
export async function addNode(
  flannelctl: Flannelctl,
  wanted: string | undefined,
  note: Note,
): Promise<string> {
  const { lab: name } = flannelctl;
  const { lab } = await labWithAgents(name, 'lab node add');
  const present = membersOf(lab);
  const number = wanted === undefined ? firstFree(present.map(({ node }) => node)) : numberOf(wanted);
  if (present.some(({ node }) => node === number))
    throw new Failure('usage', `there is a node n${number} already`, {
      hint: `See what is there: flannelctl lab status${nameFlag(name)}`,
    });
  const pods = Array.from({ length: lab.pods }, (_, i) => i + 1);
  const members = [...present, { node: number, pods }].toSorted((a, b) => a.node - b.node);
  const next: Lab = { ...lab, nodes: members.length, members };
  await requireSize(next);
  const node = nodeIn(next, `n${number}`);
  await interruptible(async (signal) => {
    await writeLab(next);
    try {
      await makeNode(flannelctl, next, node, { note, signal });
    } catch (error) {
      note(`Removing what was made of ${node.name} …`);
      await dropNode(flannelctl, node);
      await labStore(next.store)?.removeNode(next, node);
      await writeLab(lab);
      throw error;
    }
  });
  return node.name;
}

async function makeNode(
  flannelctl: Flannelctl,
  lab: Lab,
  node: LabNode,
  { note, signal }: { readonly note: Note; readonly signal: AbortSignal },
): Promise<void> {
  const { name } = lab;
  await addNamespaces(name, [node.namespace]);
  await ipBatch(name, portLines(node), layoutOf(name, lab).switch.namespace);
  await ipBatch(name, nodeLines(node), node.namespace);
  await linkPlugins(memberRoot(name, node.name));
  await labStore(lab.store)?.addNode(lab, node);
  await startNodeAgent(flannelctl, [lab, node], note, signal);
  await attachPods(name, node, signal);
}

/** Resets a node, which withdraws its lease, and removes its namespaces and files. Gives how the reset ended. */
async function dropNode(flannelctl: Flannelctl, node: LabNode): Promise<RunResult> {
  const { namespace, pods } = node;
  const root = memberRoot(flannelctl.lab, node.name);
  const args = ['reset', '--yes', '--root', root, '-o', 'json'];
  const reset = await runFlannelctl(flannelctl, args, { namespace, mutates: true });
  await removeNamespaces([...pods.map((pod) => pod.namespace), namespace]);
  await rm(root, { recursive: true, force: true });
  return reset;
}

/** Removes a node: its pods, its network, its lease, and all that is left of it. Gives what went wrong without harm. */
export async function removeNode(
  flannelctl: Flannelctl,
  wanted: string,
  note: Note,
): Promise<readonly string[]> {
  const { lab: name } = flannelctl;
  const { lab } = await labWithAgents(name, 'lab node remove');
  const node = nodeIn(lab, wanted);
  const present = new Set([node.namespace, ...node.pods.map(({ namespace }) => namespace)]);
  const detached = await detachPods(name, { nodes: [node] }, present);
  note(`${node.name} $ flannelctl reset --yes`);
  const reset = await dropNode(flannelctl, node);
  const left = (await labStore(lab.store)?.removeNode(lab, node)) ?? [];
  const members = membersOf(lab).filter((member) => `n${member.node}` !== node.name);
  await writeLab({ ...lab, nodes: members.length, members });
  const warnings = [...detached, ...left];
  if (reset.exitCode === 0) return warnings;
  const { message } = await failureOf(reset, `flannelctl reset on ${node.name}`);
  return [...warnings, `${message}; its lease may be left: flannelctl leases`];
}

/** Ends a node's agent and starts it again; the network stays meanwhile. */
export async function restartNode(flannelctl: Flannelctl, wanted: string, note: Note): Promise<void> {
  const { lab } = await labWithAgents(flannelctl.lab, 'lab node restart');
  const node = nodeIn(lab, wanted);
  await stopNodeAgent(flannelctl.lab, node);
  await startNodeAgent(flannelctl, [lab, node], note);
}

/** Deletes network namespaces, and first ends what runs in them, which would keep them. */
export async function removeNamespaces(namespaces: readonly string[]): Promise<void> {
  for (const namespace of namespaces) {
    for (let round = 0; round < 50; round += 1) {
      const pids = await processesIn(namespace);
      if (pids.length === 0) break;
      for (const pid of pids) kill(pid, 'SIGKILL');
      await sleep(20);
    }
    await run(['ip', ...words`netns delete ${namespace}`], { mutates: true });
  }
}

async function labWithAgents(name: LabName, what: string): Promise<{ readonly lab: Lab }> {
  requireRoot(what);
  const found = await finishedLab(name);
  if (found.lab.store !== undefined) return found;
  throw new Failure(
    'usage',
    `the nodes of the lab "${name}" follow no store, so that they would not learn of it`,
    {
      hint: `Make one whose nodes do: flannelctl lab up --store etcd${nameFlag(name)}`,
    },
  );
}

/** A node of a lab by its name. @throws Failure `usage` if there is none */
export function nodeIn(lab: Lab, wanted: string): LabNode {
  const { nodes } = layoutOf(lab.name, lab);
  const found = nodes.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new Failure('usage', `${JSON.stringify(wanted)} is no node of this lab`, {
    hint: `It has ${nodes.map(({ name }) => name).join(', ') || 'none'}.`,
  });
}

function numberOf(wanted: string): number {
  const number = Number(/^n([1-9]\d{0,2})$/.exec(wanted)?.[1]);
  if (number <= LAST) return number;
  throw new Failure('usage', `${JSON.stringify(wanted)} can't be the name of a node`, {
    hint: `Nodes are n1 to n${LAST}.`,
  });
}

function firstFree(taken: readonly number[]): number {
  for (let number = 1; number <= LAST; number += 1) if (!taken.includes(number)) return number;
  throw new Failure('usage', `the lab has ${LAST} nodes, and has no address for another`, {
    hint: 'Remove one first: flannelctl lab node remove NAME',
  });
}
