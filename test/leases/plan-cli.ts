import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { type CliOptions, type CliResult, flannelctl } from '../support/cli.ts';

export const NET_CONF = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan', VNI: 7 } };
export const NODES = [
  { name: 'node-a', publicIP: '192.168.1.1' },
  { name: 'node-b', publicIP: '192.168.1.2' },
];

/** A plan as a person would write it by hand: node-b has an explicit MAC. */
export const PLAN = {
  kind: 'SubnetPlan',
  netConf: NET_CONF,
  nodes: [
    { ...NODES[0], subnet: '10.244.1.0/24', vni: 7 },
    { ...NODES[1], subnet: '10.244.2.0/24', vni: 7, vtepMAC: '02:00:00:00:00:0a' },
  ],
};

/** The same with other values for node-b. */
export const planWith = (node: object): object => ({
  ...PLAN,
  nodes: [PLAN.nodes[0], { ...PLAN.nodes[1], ...node }],
});

export interface Files {
  readonly netConf?: unknown;
  readonly nodes?: unknown;
  readonly previous?: unknown;
}

/** Runs `plan` in the folder on files of the names it is given: net-conf.json, nodes.yaml, previous.yaml. */
export async function plan(
  files: Files,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<CliResult> {
  const asText = (value: unknown): string => (typeof value === 'string' ? value : stringify(value));
  const { netConf = JSON.stringify(NET_CONF), nodes = NODES, previous } = files;
  await writeFile(
    path.join(folder, 'net-conf.json'),
    typeof netConf === 'string' ? netConf : JSON.stringify(netConf),
  );
  await writeFile(path.join(folder, 'nodes.yaml'), asText(nodes));
  if (previous !== undefined) await writeFile(path.join(folder, 'previous.yaml'), asText(previous));
  const given = previous === undefined ? [] : ['--previous', 'previous.yaml'];
  const common = ['plan', '--net-conf', 'net-conf.json', '--nodes', 'nodes.yaml'];
  return flannelctl([...common, ...given, ...args], { cwd: folder, ...options });
}

export async function made(files: Files, args: readonly string[] = []): Promise<string> {
  const { stdout, stderr, exitCode } = await plan(files, args);
  expect(stderr).not.toContain('rror:');
  expect(exitCode).toBe(0);
  return stdout;
}

export const many = (count: number): { name: string; publicIP: string }[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `node-${i}`,
    publicIP: `192.168.${(i + 1) >> 8}.${(i + 1) & 255}`,
  }));
