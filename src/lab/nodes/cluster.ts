import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChangesDocument } from '../../generated/types.d.ts';
import type { RunResult } from '../../host/index.ts';
import { SYMBOLS } from '../../state/index.ts';
import { shellCommand, shellWord } from '../../words/index.ts';
import { keyed } from '../base/families.ts';
import type { LabNode, Layout } from '../base/layout.ts';
import type { LabName } from '../base/names.ts';
import { binFolder, memberRoot, netConfFile, nodesFile, planFile } from '../base/paths.ts';
import { type Flannelctl, failureOf, runFlannelctl } from './flannelctl.ts';
import { linkPlugins } from './node-plugins.ts';

type Note = (line: string) => void;

/** Runs a flannelctl command; throws a Failure with its exit status and problems if it fails. */
async function runStep(
  flannelctl: Flannelctl,
  args: readonly string[],
  format: 'json' | 'yaml',
  node?: LabNode,
): Promise<RunResult> {
  const result = await runFlannelctl(flannelctl, [...args, '-o', format], {
    mutates: true,
    ...(node === undefined ? {} : { namespace: node.namespace }),
  });
  if (result.exitCode === 0) return result;
  const where = node === undefined ? '' : ` on ${node.name}`;
  throw await failureOf(result, `flannelctl ${args[0]}${where}`);
}

/** A node as an entry of the node list, in YAML. */
function nodeEntry({ name, addresses }: LabNode): string {
  const entry = { name, ...keyed(addresses, 'publicIP', 'publicIPv6') };
  const lines = Object.entries(entry).map(([key, value]) => `${key}: ${value}\n`);
  return `- ${lines.join('  ')}`;
}

/**
 * Assigns a subnet to every node with the real `flannelctl plan`. Its input and output are kept in the lab's folder.
 */
export async function planSubnets(
  flannelctl: Flannelctl,
  netConf: string,
  { nodes }: Layout,
  note: Note,
): Promise<void> {
  const { lab } = flannelctl;
  const list = nodes.map(nodeEntry);
  await writeFile(netConfFile(lab), netConf);
  await writeFile(nodesFile(lab), list.join(''));
  const args = ['plan', '--net-conf', netConfFile(lab), '--nodes', nodesFile(lab)];
  note(`$ flannelctl ${shellCommand(args)} > ${shellWord(planFile(lab))}`);
  const { stdout, stderr } = await runStep(flannelctl, args, 'yaml');
  for (const line of stderr.trimEnd().split('\n').filter(Boolean)) note(`  ${line}`);
  await writeFile(planFile(lab), stdout);
}

/**
 * Sets up a node in its network namespace with the real `flannelctl init` or `join`. With `verbose`, lists the changes.
 */
export async function setUpLabNode(
  flannelctl: Flannelctl,
  verb: 'init' | 'join',
  node: LabNode,
  { note, verbose }: { readonly note: Note; readonly verbose: boolean },
): Promise<void> {
  const { lab } = flannelctl;
  const root = memberRoot(lab, node.name);
  await linkPlugins(root);
  const args = [verb, '--nodes', planFile(lab), '--node', node.name, '--root', root, '--yes'];
  note(`${node.name} $ flannelctl ${shellCommand(args)}`);
  const { stdout } = await runStep(flannelctl, args, 'json', node);
  if (!verbose) return;
  const { changes } = JSON.parse(stdout) as ChangesDocument;
  for (const { action, object } of changes) note(`${SYMBOLS[action].padStart(5)} ${object}`);
}

/** Puts `flannelctl`, and the Node binary that runs it, into the folder that `lab exec` has on its PATH. */
export async function makeBin(lab: LabName, script: string): Promise<void> {
  await mkdir(binFolder(lab), { recursive: true });
  await symlink(script, path.join(binFolder(lab), 'flannelctl'));
  await symlink(process.execPath, path.join(binFolder(lab), 'node'));
}
