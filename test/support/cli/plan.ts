import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import type { CliOptions, CliResult } from './cli.ts';
import { inProcess } from './in-process.ts';

export const NET_CONF = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan', VNI: 7 } };
export const NODES = [
  { name: 'node-a', publicIP: '192.168.1.1' },
  { name: 'node-b', publicIP: '192.168.1.2' },
];

/** The same network with IPv6, and nodes that have both. */
export const DUAL_NET_CONF = { ...NET_CONF, EnableIPv6: true, IPv6Network: 'fd00:10:244::/56' };
export const DUAL_NODES = NODES.map((node, i) => ({ ...node, publicIPv6: `fd00:192:168:1::${i + 1}` }));

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
  /** What to give on the command line instead of one of the files. */
  readonly given?: Readonly<Record<string, string>>;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : stringify(value));

/** Runs `plan` in a folder of its own, on net-conf.json, nodes.yaml and previous.yaml, written from what is given. */
export async function plan(
  { netConf = NET_CONF, nodes = NODES, previous, given }: Files,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<CliResult> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'flannelctl-plan-'));
  const put = async (name: string, text: string): Promise<void> => writeFile(path.join(cwd, name), text);
  try {
    await put('net-conf.json', typeof netConf === 'string' ? netConf : JSON.stringify(netConf));
    await put('nodes.yaml', asText(nodes));
    if (previous !== undefined) await put('previous.yaml', asText(previous));
    const files = {
      '--net-conf': 'net-conf.json',
      '--nodes': 'nodes.yaml',
      ...(previous === undefined ? {} : { '--previous': 'previous.yaml' }),
      ...given,
    };
    return await inProcess(['plan', ...Object.entries(files).flat(), ...args], { cwd, ...options });
  } finally {
    await rm(cwd, { recursive: true });
  }
}

/** The same where it is refused: checks that it ends with 3 and prints no plan, and gives what it says. */
export async function refused(files: Files): Promise<string> {
  const { stdout, stderr, exitCode } = await plan(files);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
  expect(stderr).not.toContain('    at ');
  return stderr;
}

/** The same where it succeeds: gives the plan as it is printed. */
export async function made(files: Files, args: readonly string[] = []): Promise<string> {
  const { stdout, stderr, exitCode } = await plan(files, args);
  expect(stderr).not.toContain('rror:');
  expect(exitCode).toBe(0);
  return stdout;
}

/** A node list of any length. */
export const many = (count: number): { name: string; publicIP: string }[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `node-${i}`,
    publicIP: `192.168.${(i + 1) >> 8}.${(i + 1) & 255}`,
  }));
