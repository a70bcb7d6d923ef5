import path from 'node:path';
import type { AgentReport } from '../../generated/types.d.ts';
import { validateAgentReport } from '../../generated/validators.js';
import { type Held, type Holder, machineAt } from '../../host/index.ts';
import { holderOf } from '../../reconcile/index.ts';
import { jsonText } from '../../text/index.ts';
import { readAgentUnit } from './agent-unit.ts';

const FOLDER = '/run/flannelctl';

/** The name that a running agent holds, once per network namespace. */
const NAME = 'flannelctl.agent';

const reportFile = (root: string): string => path.join(root, FOLDER, 'agent.json');

/** An agent that keeps this node up to date, or did so since the last boot. */
export interface ManagingAgent {
  /** Undefined: it does not run. */
  readonly running: Holder | undefined;
  /** What it said last; undefined while it starts. */
  readonly report: AgentReport | undefined;
  /** Whether systemd starts it at boot. */
  readonly isEnabled: boolean;
}

/** Makes this process the agent of this network namespace; undefined if there is one already. */
export async function holdAgent(root: string): Promise<Held | undefined> {
  const host = machineAt(root);
  return host.processes.hold(NAME, holderOf(host, 'flannelctl agent'));
}

/** The agent that runs in this network namespace. */
export const runningAgent = async (root: string): Promise<Holder | undefined> =>
  machineAt(root).processes.askHolder(NAME);

/** The agent of this node; undefined: since the last boot there was none, and none starts at boot. */
export async function managingAgent(root: string): Promise<ManagingAgent | undefined> {
  const [running, report, { isEnabled }] = await Promise.all([
    runningAgent(root),
    readReport(root),
    readAgentUnit(root),
  ]);
  const isNone = running === undefined && report === undefined && !isEnabled;
  return isNone ? undefined : { running, report, isEnabled };
}

/** Replaces the agent's report under a root, which other commands read; the folder is made where it is missing. */
export async function writeReport(root: string, report: AgentReport): Promise<void> {
  const { files } = machineAt(root);
  await files.makePrivateFolder(path.join(root, FOLDER));
  await files.writeAtomically(reportFile(root), `${jsonText(report, 2)}\n`, 0o644);
}

/** A node that is reset has no agent any more. */
export async function dropReport(root: string): Promise<void> {
  const { files } = machineAt(root);
  await files.removeFile(reportFile(root));
  await files.removeIfEmpty(path.join(root, FOLDER));
}

async function readReport(root: string): Promise<AgentReport | undefined> {
  const text = await machineAt(root).files.readTrusted(reportFile(root));
  if (text === undefined) return undefined;
  try {
    const document: unknown = JSON.parse(text);
    return validateAgentReport(document) ? (document as AgentReport) : undefined;
  } catch {
    return undefined;
  }
}
