import { listFolder, run, runOk } from '../../host/index.ts';
import { inNaturalOrder } from '../../net/index.ts';
import { batchText, type Words, words } from '../../words/index.ts';
import { labEnvironment } from './environment.ts';
import { type LabName, namespacePrefix } from './names.ts';

/** The folder in which `ip netns` keeps the names of network namespaces. */
export const NETNS = '/run/netns';

/** Lists the network namespaces of a lab. */
export async function listNamespaces(lab: LabName): Promise<string[]> {
  const names = await listFolder(NETNS);
  return inNaturalOrder(names.filter((name) => name.startsWith(namespacePrefix(lab))));
}

/** Runs `ip` commands as one batch, in a network namespace if one is given. */
export async function ipBatch(lab: LabName, commands: readonly Words[], namespace?: string): Promise<void> {
  const where = namespace === undefined ? [] : ['-n', namespace];
  await runOk(['ip', ...where, '-batch', '-'], {
    input: batchText(commands),
    mutates: true,
    env: labEnvironment(lab),
  });
}

/**
 * Sets some sysctls to 1 in a network namespace by writing their files in /proc/sys, because not every system has
 * sysctl(8).
 */
export async function enableSysctls(
  lab: LabName,
  files: readonly string[],
  namespace: string,
): Promise<void> {
  if (files.length === 0) return;
  await runOk(inNamespace(namespace, ['tee', ...files]), {
    input: '1\n',
    mutates: true,
    env: labEnvironment(lab),
  });
}

export const addNamespaces = async (lab: LabName, names: readonly string[]): Promise<void> =>
  ipBatch(
    lab,
    names.map((name) => words`netns add ${name}`),
  );

/**
 * Deletes all network namespaces of a lab and returns their names. Lists and deletes them several times, because
 * another process may create or delete one meanwhile. Those that remain after that are left alone.
 */
export async function deleteNamespaces(lab: LabName): Promise<string[]> {
  const deleted = new Set<string>();
  for (let round = 0; round < 5; round += 1) {
    const names = await listNamespaces(lab);
    if (names.length === 0) break;
    for (const name of names) deleted.add(name);
    const input = batchText(names.map((name) => words`netns delete ${name}`));
    await run(['ip', '-batch', '-'], { input, mutates: true });
  }
  return [...deleted];
}

/** The command that runs another in a network namespace. */
export const inNamespace = (namespace: string, command: readonly string[]): string[] => [
  'ip',
  'netns',
  'exec',
  namespace,
  ...command,
];
