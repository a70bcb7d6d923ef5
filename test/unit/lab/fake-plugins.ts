import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { Attachment } from '../../../src/lab/cni/index.ts';

/** One call of a plugin, as the plugin saw it. */
interface Call {
  readonly type: string;
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly conf: Readonly<Record<string, unknown>>;
}

/** A node's root with a folder of plugins that write down how they are called, and a namespace to run them in. */
export interface FakeNode {
  readonly root: string;
  readonly attachment: Attachment;
  /** Makes plugins of these types; each does what is said, or else prints its own type as its result. */
  plugins(scripts: Readonly<Record<string, string>>): Promise<void>;
  conf(name: string, list: object): Promise<void>;
  calls(): Promise<Call[]>;
  remove(): Promise<void>;
}

const SCRIPT = `#!/bin/sh
type=$(basename "$0")
{ printf '%s %s\\n' "$type" "$CNI_COMMAND"; env | grep ^CNI_; echo --; cat; echo; echo ==; } >> LOG
`;

const PRINT_RESULT = `[ "$CNI_COMMAND" = DEL ] || echo "{\\"cniVersion\\":\\"1.0.0\\",\\"by\\":\\"$type\\"}"`;

export async function fakeNode(): Promise<FakeNode> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-cni-'));
  const namespace = `ft-cni-${randomBytes(4).toString('hex')}`;
  const root = path.join(folder, 'root');
  const bin = path.join(folder, 'bin');
  const log = path.join(folder, 'log');
  await mkdir(path.join(root, 'etc/cni/net.d'), { recursive: true });
  await mkdir(bin);
  await execa('ip', ['netns', 'add', namespace]);
  return {
    root,
    attachment: {
      containerId: 'n1-p1',
      netns: '/run/netns/pod',
      ifName: 'eth0',
      nodeNamespace: namespace,
      root,
      pluginPath: [path.join(folder, 'nothing-here'), bin],
      args: ['A=1', 'B=2'],
      capabilities: {},
      env: {},
    },
    plugins: async (scripts) => {
      for (const [type, script] of Object.entries(scripts)) {
        await writeFile(path.join(bin, type), `${SCRIPT.replace('LOG', log)}${script || PRINT_RESULT}\n`);
        await chmod(path.join(bin, type), 0o755);
      }
    },
    conf: async (name, list) => writeFile(path.join(root, 'etc/cni/net.d', name), JSON.stringify(list)),
    calls: async () =>
      (await readFile(log, 'utf8').catch(() => '')).split('\n==\n').filter(Boolean).map(parseCall),
    remove: async () => {
      await execa('ip', ['netns', 'del', namespace]);
      await rm(folder, { recursive: true });
    },
  };
}

function parseCall(text: string): Call {
  const [head = '', conf = '{}'] = text.split('\n--\n');
  const [first = '', ...env] = head.split('\n');
  const [type = '', command = ''] = first.split(' ');
  const pairs = env.map(
    (line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const,
  );
  return { type, command, env: Object.fromEntries(pairs), conf: JSON.parse(conf) };
}
