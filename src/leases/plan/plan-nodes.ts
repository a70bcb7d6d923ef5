import { checkNetConf, type NetConf } from '../../config/index.ts';
import { isError, type Problem } from '../../errors/index.ts';
import { entryOf, type ParsedSource } from '../../text/index.ts';
import { checkNodeList } from '../nodes/check-node-list.ts';
import { requestIn } from '../nodes/planned-entry.ts';
import { requestsOf } from '../nodes/requests.ts';
import { fitEntries, type NodeSource, type RecordSource, type SourceOptions } from '../sources/index.ts';
import type { NodeRequest } from '../types.ts';
import { checkPlan } from './check-plan.ts';
import { oneDocument } from './document.ts';

/** A net-conf in a file. */
export type NetConfFile = Pick<ParsedSource, 'source' | 'problems'> & Partial<Pick<ParsedSource, 'root'>>;

/** The net-conf in a list of nodes. */
export function carriedNetConf(nodes: NodeSource): NetConfFile | undefined {
  if (!('parsed' in nodes)) return nodes.netConf;
  const { root, source } = nodes.parsed;
  const written = nodes.form === 'plan' ? entryOf(root, 'netConf')?.value : undefined;
  return written && { root: written, source, problems: [] };
}

/** Checks a net-conf, and reports every problem of it. */
export function checkedNetConf({ root, source, problems }: NetConfFile): ReturnType<typeof checkNetConf> {
  if (root === undefined) return { problems };
  const checked = checkNetConf(root, source);
  return { ...checked, problems: [...problems, ...checked.problems] };
}

interface ReadNodes {
  readonly nodes: readonly NodeRequest[];
  readonly problems: readonly Problem[];
}

/** The nodes of a list in any form, and every problem of it. Without a net-conf they are checked as far as possible. */
export function readNodes(
  source: NodeSource,
  netConf: NetConf | undefined,
  options: SourceOptions,
): ReadNodes {
  switch (source.form) {
    case 'plan':
      return plannedNodes(source.parsed, netConf);
    case 'list':
      return listedNodes(source.parsed, netConf);
    default:
      return recordedNodes(source, netConf, options);
  }
}

function listedNodes(parsed: ParsedSource, netConf: NetConf | undefined): ReadNodes {
  const { root, source, problems } = oneDocument(parsed);
  const list = root && checkNodeList(root, source, netConf);
  return { nodes: list?.nodes ?? [], problems: [...problems, ...(list?.problems ?? [])] };
}

/**
 * A plan's nodes keep their values. Only errors of the plan's net-conf are reported, because another one may be used.
 */
function plannedNodes(parsed: ParsedSource, netConf: NetConf | undefined): ReadNodes {
  const { root, source, problems } = oneDocument(parsed);
  const checked = root && checkPlan(root, source);
  const nodes = checked?.plan === undefined ? [] : requestsOf(checked.plan, netConf ?? checked.plan.netConf);
  return { nodes, problems: [...problems, ...(checked?.problems ?? [])].filter(isError) };
}

function recordedNodes(
  { entries, problems }: RecordSource,
  netConf: NetConf | undefined,
  { strict = false }: SourceOptions,
): ReadNodes {
  if (netConf === undefined) return { nodes: entries, problems };
  const fitting = fitEntries(entries, netConf, { strict, mayLackSubnet: true });
  return { nodes: fitting.entries.map(requestIn), problems: [...problems, ...fitting.problems] };
}
