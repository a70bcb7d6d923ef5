import schema from '../../../schemas/node-list.schema.json' with { type: 'json' };
import type { NetConf } from '../../config/index.ts';
import type { Problem } from '../../errors/index.ts';
import { validateNodeList } from '../../generated/validators.js';
import { checkSchema, entryOf, type Source, type SourceNode, toValue } from '../../text/index.ts';
import { byLocation } from '../by-location.ts';
import { collectFindings, locateFindings } from '../findings.ts';
import { inFamilies } from '../in-families.ts';
import type { FamilyRequest, NodeRequest } from '../types.ts';
import { entriesOf, nodeReader, type ReadFamily } from './read-nodes.ts';
import { checkUnique } from './unique.ts';

/** The entries of a node list or a plan: the list itself, or what is under `nodes`. */
export function nodeItems(root: SourceNode): readonly SourceNode[] {
  const list = root.kind === 'array' ? root : entryOf(root, 'nodes')?.value;
  return list?.kind === 'array' ? list.items : [];
}

/** The request of an entry in one family, if it has a public IP of it. */
const requestOf = ({ publicIP, subnet, data }: ReadFamily): FamilyRequest | undefined => {
  if (publicIP === undefined) return undefined;
  const pin = subnet === undefined ? {} : { pin: subnet };
  return { publicIP, ...pin, ...(data && { data: data.value }) };
};

/**
 * Reads a node list (schemas/node-list.schema.json): returns every complete entry, and every problem of all entries;
 * the list may be used if none of them is an error. Without a net-conf, subnets and addresses are not compared with
 * its network.
 */
export function checkNodeList(
  root: SourceNode,
  source: Source,
  netConf: NetConf | undefined,
): { readonly nodes: readonly NodeRequest[]; readonly problems: readonly Problem[] } {
  const { findings, find } = collectFindings();
  const read = entriesOf(toValue(root)).map(nodeReader(netConf, find));
  checkUnique(read, find, netConf);
  const nodes = read.flatMap(({ name, ...families }): NodeRequest[] =>
    name === undefined ? [] : [{ name, ...inFamilies((family) => requestOf(families[family])) }],
  );
  return {
    nodes,
    problems: byLocation([
      ...checkSchema(validateNodeList, root, source, schema),
      ...locateFindings(findings, nodeItems(root), source),
    ]),
  };
}
