import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../errors/index.ts';
import type { AgentReport } from '../../generated/types.d.ts';
import { validateAgentReport } from '../../generated/validators.js';
import { kill, readText, run, startDetached } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { labEnvironment } from '../base/environment.ts';
import type { LabNode } from '../base/layout.ts';
import type { LabName } from '../base/names.ts';
import { inNamespace } from '../base/namespaces.ts';
import { agentLog, memberRoot } from '../base/paths.ts';
import type { Lab } from '../base/state.ts';
import type { Flannelctl } from './flannelctl.ts';
import { labStore } from './store.ts';

/** How long an agent may take until its node is set up, and how long until it has ended, in milliseconds. */
const PATIENCE = 60_000;
const LOOK = 50;

/** Starts a node's agent, which goes on by itself, and waits until the node is set up. */
export async function startNodeAgent(
  { lab, script }: Flannelctl,
  [of, node]: readonly [Lab, LabNode],
  note: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const root = memberRoot(lab, node.name);
  const follow = labStore(of.store)?.agentFlags(of, node) ?? [];
  const args = ['agent', ...follow, '--node', node.name, '--root', root, '--ip-masq'];
  note(`${node.name} $ flannelctl ${shellCommand(args)} &`);
  const command = inNamespace(node.namespace, [process.execPath, script, ...args]);
  await startDetached(command, labEnvironment(lab), agentLog(lab, node.name));
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(LOOK)) {
    signal?.throwIfAborted();
    const report = await reportOf(lab, node);
    if (report?.ready === true && (await isIn(node.namespace, report.pid))) return;
  }
  throw notReady(lab, node);
}

const notReady = (lab: LabName, { name }: LabNode): Failure =>
  new Failure('unavailable', `the agent of ${name} has not set the node up within ${PATIENCE / 1000} s`, {
    hint: `See why in its log: ${agentLog(lab, name)}`,
  });

/** Ends a node's agent by SIGTERM, which leaves the network and the lease, and waits until it has ended. */
export async function stopNodeAgent(lab: LabName, node: LabNode): Promise<void> {
  const pid = await agentPid(lab, node);
  if (pid === undefined) return;
  kill(pid, 'SIGTERM');
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(LOOK))
    if (!(await isIn(node.namespace, pid))) return;
  throw new Failure('unavailable', `the agent of ${node.name} (pid ${pid}) does not end`, {
    hint: `See what it does in its log: ${agentLog(lab, node.name)}`,
  });
}

/** The process of a node's agent; undefined if it does not run. */
export async function agentPid(lab: LabName, node: LabNode): Promise<number | undefined> {
  const pid = (await reportOf(lab, node))?.pid;
  return pid !== undefined && (await isIn(node.namespace, pid)) ? pid : undefined;
}

/** A process of before may have had the same id, but not in this namespace. */
const isIn = async (namespace: string, pid: number): Promise<boolean> =>
  (await processesIn(namespace)).includes(pid);

/** The processes in a network namespace; none if it is gone. */
export async function processesIn(namespace: string): Promise<readonly number[]> {
  const { stdout } = await run(['ip', 'netns', 'pids', namespace]);
  return stdout.split('\n').filter(Boolean).map(Number);
}

async function reportOf(lab: LabName, { name }: LabNode): Promise<AgentReport | undefined> {
  const text = await readText(path.join(memberRoot(lab, name), 'run/flannelctl/agent.json'));
  if (text === undefined) return undefined;
  const report: unknown = JSON.parse(text);
  return validateAgentReport(report) ? (report as AgentReport) : undefined;
}
