import path from 'node:path';
import type { CniConfList } from '../../../config/index.ts';
import { isExecutable } from '../../../host/index.ts';
import type { Prepared } from '../../compare/prepare.ts';
import type { Finding } from '../check.ts';
import { pluginFindings, USUAL_FOLDERS } from './findings.ts';
import { neededPlugins } from './needed.ts';
import { readRuntimes } from './runtimes.ts';

async function programsIn(folder: string, types: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await Promise.all(types.map(async (type) => isExecutable(path.join(folder, type))));
  return new Set(types.filter((_, i) => found[i]));
}

/** Whether the plugins that the CNI conf list names can be run. Pods wait for them; the node's network does not. */
export async function checkCniPlugins({ root, network }: Prepared): Promise<Finding[]> {
  const needed = neededPlugins(JSON.parse(network.cniConf) as CniConfList);
  const runtimes = await readRuntimes(root);
  const named = runtimes.flatMap(({ folders }) => folders);
  const folders = [...new Set([...named, ...USUAL_FOLDERS])];
  const programs = await Promise.all(
    folders.map(async (folder) => [folder, await programsIn(path.join(root, folder), needed)] as const),
  );
  return pluginFindings(needed, runtimes, new Map(programs));
}
