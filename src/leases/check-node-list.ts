import schema from '../../schemas/node-list.schema.json' with { type: 'json' };
import {
  checkSchema,
  entryOf,
  makeReporter,
  type NetConf,
  type Source,
  type SourceNode,
} from '../config/index.ts';
import type { Problem } from '../errors/index.ts';
import { validateNodeList } from '../generated/validators.js';
import { inOrder } from './in-order.ts';
import { readNode } from './read-nodes.ts';
import type { NodeRequest } from './types.ts';
import { checkUnique } from './unique.ts';

/** The entries of a node list or a plan: the list itself, or what is under `nodes`. */
export function nodeItems(root: SourceNode): readonly SourceNode[] {
  const list = root.kind === 'array' ? root : entryOf(root, 'nodes')?.value;
  return list?.kind === 'array' ? list.items : [];
}

/**
 * Reads a node list (schemas/node-list.schema.json). Gives every entry that has all it needs, and every problem of
 * all entries; the list may be used if none of them is an error. Without a net-conf, subnets and addresses are
 * not compared with its network.
 */
export function checkNodeList(
  root: SourceNode,
  source: Source,
  netConf: NetConf | undefined,
): { readonly nodes: readonly NodeRequest[]; readonly problems: readonly Problem[] } {
  const report = makeReporter(source);
  const read = nodeItems(root).map((item) => readNode(item, report, netConf));
  checkUnique(read, report);
  const nodes = read.flatMap(({ name, publicIP, subnet, vtepMac }): NodeRequest[] => {
    if (name === undefined || publicIP === undefined) return [];
    const pin = subnet === undefined ? {} : { pin: subnet };
    return [{ name, publicIP, ...pin, ...(vtepMac === undefined ? {} : { vtepMac }) }];
  });
  return {
    nodes,
    problems: inOrder([...checkSchema(validateNodeList, root, source, schema), ...report.problems]),
  };
}
