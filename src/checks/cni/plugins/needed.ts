import { type CniConfList, type CniPlugin, delegateConf } from '../../../config/index.ts';

/** A plugin and what it has its addresses from. */
const typesOf = ({ type, ipam }: CniPlugin): unknown[] => [type, ipam?.['type']];

/**
 * The plugins that a conf list has run, each once: those it names, what the flannel plugin hands on to, and what gives
 * addresses. Not `loopback`, which some runtimes run by themselves: no conf list names it, and it comes with the others.
 */
export function neededPlugins(conf: CniConfList): string[] {
  const delegated = delegateConf(conf, { mtu: 0, ipMasq: false });
  const types = [...conf.plugins, ...delegated.plugins].flatMap(typesOf);
  return [...new Set(types.filter((type) => typeof type === 'string' && type !== ''))] as string[];
}
