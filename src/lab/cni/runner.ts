import type { CniConfList, CniPlugin } from '../../config/index.ts';
import { Failure } from '../../errors/index.ts';
import type { CniResult } from '../../generated/types.d.ts';
import { validateCniResult } from '../../generated/validators.js';
import type { Attachment } from './attachment.ts';
import { readCache, removeCache, writeCache } from './cache.ts';
import { rooted } from './conf-in-root.ts';
import { readConfList, readNodeConf } from './conf-list.ts';
import { runPlugin } from './plugin.ts';

/**
 * Attaches a container by the node's conf list: plugin after plugin, each given the previous result (CNI specification,
 * section 3). If a plugin fails, deletes what was added and throws a Failure with the plugin's message.
 */
export async function add(attachment: Attachment): Promise<CniResult> {
  const conf = await readNodeConf(attachment.root);
  const { list } = conf;
  const begun: CniPlugin[] = [];
  let result: CniResult | undefined;
  try {
    for (const plugin of list.plugins) {
      begun.push(plugin);
      const printed = await runPlugin(
        'ADD',
        plugin.type,
        confFor(list, plugin, attachment, result),
        attachment,
      );
      result = parseResult(printed, plugin.type);
    }
  } catch (error) {
    // The plugin that failed gets a DEL as well, because it may have created a part.
    await deleteInReverse(list, begun, attachment, undefined).catch(() => {});
    throw error;
  }
  await writeCache(conf, attachment, result ?? {});
  return result ?? {};
}

/**
 * Detaches a container: runs the plugins of its conf list in reverse order with the cached result. A container that is
 * not attached is no error. All plugins run even if one fails; the first failure is thrown.
 */
export async function del(attachment: Attachment): Promise<void> {
  const cache = await readCache(attachment);
  const list =
    cache === undefined
      ? await nodeListIfAny(attachment.root)
      : await readConfList('the conf list remembered', Buffer.from(cache.config, 'base64').toString('utf8'));
  if (list === undefined) return;
  await deleteInReverse(list, list.plugins, attachment, cache?.result);
  await removeCache(attachment);
}

/** The node's conf list; undefined if there is none that can be read, because nothing can be attached then. */
async function nodeListIfAny(root: string): Promise<CniConfList | undefined> {
  try {
    return (await readNodeConf(root)).list;
  } catch {
    return undefined;
  }
}

async function deleteInReverse(
  list: CniConfList,
  plugins: readonly CniPlugin[],
  attachment: Attachment,
  cached: CniResult | undefined,
): Promise<void> {
  const failures: unknown[] = [];
  // DEL is given the result of ADD since version 0.4.0 only.
  const previous = list.cniVersion?.startsWith('0.3.') ? undefined : cached;
  for (const plugin of plugins.toReversed()) {
    const conf = confFor(list, plugin, attachment, previous);
    await runPlugin('DEL', plugin.type, conf, attachment).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

/** The conf for one plugin: its own keys, and those that the list and the runtime add. */
function confFor(
  { name, cniVersion }: CniConfList,
  plugin: CniPlugin,
  { root, capabilities }: Attachment,
  prevResult: CniResult | undefined,
): object {
  const wanted = Object.entries(capabilities).filter(([key]) => plugin.capabilities?.[key] === true);
  return {
    ...rooted(plugin, root),
    name,
    cniVersion,
    ...(wanted.length === 0 ? {} : { runtimeConfig: Object.fromEntries(wanted) }),
    ...(prevResult === undefined ? {} : { prevResult }),
  };
}

function parseResult(text: string, type: string): CniResult {
  try {
    const result: unknown = JSON.parse(text);
    if (validateCniResult(result)) return result as CniResult;
  } catch {
    // The error is thrown below.
  }
  throw new Failure('rolledBack', `CNI plugin ${type} printed no result: ${text.trim() || 'nothing at all'}`);
}
