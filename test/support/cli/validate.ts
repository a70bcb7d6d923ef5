import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { type CliResult, FLANNELCTL, REPOSITORY } from './cli.ts';
import { inProcess } from './in-process.ts';

/** A folder of the running test's own. */
export async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'flannelctl-validate-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `validate` on a file of this name and content. */
export async function validate(
  name: string,
  content: string | Buffer,
  ...flags: readonly string[]
): Promise<CliResult> {
  const folder = await ownFolder();
  await writeFile(path.join(folder, name), content);
  return inProcess(['validate', name, ...flags], { cwd: folder });
}

/** Runs `validate` on standard input. */
export const validateStdin = async (input: string, args: readonly string[] = ['-']): Promise<CliResult> =>
  inProcess(['validate', ...args], { input });

/** The command line `flannelctl validate net-conf.json`. */
export const VALIDATE = [process.execPath, FLANNELCTL, 'validate', 'net-conf.json'] as const;

/** Runs another program in a folder, in a terminal's environment: in CI's there are no colours, terminal or not. */
export async function runTool(tool: string, args: readonly string[], folder: string) {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...env } = process.env;
  const options = { cwd: folder, reject: false, stdin: 'ignore', extendEnv: false } as const;
  return execa(tool, args, { ...options, env: { ...env, TERM: 'xterm-256color' } });
}

const schemaOf = async (name: string): Promise<object> =>
  JSON.parse(await readFile(path.join(REPOSITORY, 'schemas', name), 'utf8'));

/** Checks a document against schemas/validation.schema.json. */
export async function expectValidation(document: unknown): Promise<void> {
  const ajv = new Ajv({ schemas: [await schemaOf('problem.schema.json')] });
  const isGood = ajv.compile(await schemaOf('validation.schema.json'));
  isGood(document);
  expect(isGood.errors).toBeNull();
}

/** The text of a kube-flannel.yml as flannel ships it, without what no check looks at. */
export const kubeFlannel = async (): Promise<string> =>
  readFile(path.join(import.meta.dirname, '../../fixtures/config/kube-flannel.yml'), 'utf8');

export const GOOD = '{ "Network": "10.244.0.0/16", "Backend": { "Type": "vxlan" } }\n';

export const PLAN = `kind: SubnetPlan
netConf:
  Network: 10.244.0.0/16
  Backend: { Type: vxlan }
nodes:
- name: node1
  publicIP: 192.168.1.11
  subnet: 10.244.1.0/24
- name: node2
  publicIP: 192.168.1.12
  subnet: 10.244.2.0/24
`;
