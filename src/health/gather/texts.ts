import path from 'node:path';
import { messageOf } from '../../errors/index.ts';
import { CNI_CONF, SUBNET_ENV } from '../../flannel/index.ts';
import type { BundleText } from '../../generated/types.d.ts';
import { listFolder, readText, runIfInstalled } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';

/** The limit of lines of one text: a node with 10,000 peers has as many routes. */
const MOST_LINES = 20_000;

/** The lines of a text; of a long one the last, which are the newest of a log. */
function linesOf(text: string, most: number): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const left = lines.length - most;
  return left > 0 ? [`… ${left} more lines`, ...lines.slice(left)] : lines;
}

/** What a command prints; that it is not installed, or fails, is told. */
export async function textOfCommand(command: readonly string[]): Promise<BundleText> {
  const source = shellCommand(command);
  try {
    const result = await runIfInstalled(command);
    if (result === undefined) return { source, error: `${command[0]} is not installed` };
    const { exitCode, stdout, stderr } = result;
    const error = exitCode === 0 ? {} : { error: stderr.trim() || `it ended with ${exitCode}` };
    return { source, ...error, lines: linesOf(stdout, MOST_LINES) };
  } catch (error) {
    return { source, error: messageOf(error) };
  }
}

interface FileQuestion {
  readonly file: string;
  readonly lines?: number;
}

/** Kubeconfigs, which CNI plugins keep beside their confs, have tokens and keys. */
const isCniConf = (name: string): boolean => /\.(?:conf|conflist|json)$/.test(name);

/** The logs of flannel's containers, as the kubelet links them. */
const isFlannelLog = (name: string): boolean => name.includes('flannel') && name.endsWith('.log');

const CONTAINER_LOGS = '/var/log/containers';

const inFolder = async (root: string, folder: string, wanted: (name: string) => boolean): Promise<string[]> =>
  (await listFolder(path.join(root, folder)).catch(() => []))
    .filter(wanted)
    .toSorted()
    .map((name) => path.join(folder, name));

async function filesToRead(root: string, subnetFile = SUBNET_ENV): Promise<FileQuestion[]> {
  const [confs, logs] = await Promise.all([
    inFolder(root, path.dirname(CNI_CONF), isCniConf),
    inFolder(root, CONTAINER_LOGS, isFlannelLog),
  ]);
  const files = [
    '/etc/os-release',
    '/proc/cmdline',
    '/proc/modules',
    '/proc/net/snmp',
    '/proc/net/netstat',
    '/proc/net/stat/nf_conntrack',
    '/proc/net/stat/arp_cache',
    ...new Set([SUBNET_ENV, subnetFile]),
    '/etc/kube-flannel/net-conf.json',
    ...confs,
  ].map((file) => ({ file }));
  return [
    ...files,
    { file: '/var/lib/flannelctl/history.ndjson', lines: 20 },
    ...logs.map((file) => ({ file, lines: 300 })),
  ];
}

/** The folders that `--root` is not put before. */
const isOfKernel = (file: string): boolean => file.startsWith('/proc/');

async function textOfFile(root: string, { file, lines = MOST_LINES }: FileQuestion): Promise<BundleText> {
  try {
    const text = await readText(isOfKernel(file) ? file : path.join(root, file));
    return text === undefined
      ? { source: file, error: 'no such file' }
      : { source: file, lines: linesOf(text, lines) };
  } catch (error) {
    return { source: file, error: messageOf(error) };
  }
}

/** The texts of the files that people ask for. @param subnetFile where this node has its subnet.env */
export const textsOfFiles = async (root: string, subnetFile?: string): Promise<BundleText[]> =>
  Promise.all((await filesToRead(root, subnetFile)).map(async (question) => textOfFile(root, question)));
