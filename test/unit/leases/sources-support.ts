import { checkNetConf, type NetConf } from '../../../src/config/index.ts';
import {
  type CarriedNetConf,
  type RecordSource,
  readNodeSource,
  type SourceEntry,
  type SourceOptions,
} from '../../../src/leases/index.ts';
import { parseSource } from '../../../src/text/index.ts';

/** Reads records; throws if the text is taken for something of flannelctl's own. */
export async function records(text: string, options?: SourceOptions, file = 'nodes'): Promise<RecordSource> {
  const source = await readNodeSource(file, text, options);
  if (source.form === 'list' || source.form === 'plan') throw new Error(`read as a ${source.form}`);
  return source;
}

const WHEN_AND_WHERE = new Set(['place', 'revision', 'created']);

/** Entries without where they stand and when they were written. */
export const plain = (entries: readonly SourceEntry[]): object[] =>
  entries.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => !WHEN_AND_WHERE.has(key))),
  );

export const names = (entries: readonly SourceEntry[]): string[] => entries.map(({ name }) => name);

/** Problems in one line each, with their place. */
export const said = ({ problems }: Pick<RecordSource, 'problems'>): string[] =>
  problems.map(
    ({ severity, message, location }) => `${location?.line}:${location?.column} ${severity}: ${message}`,
  );

export async function netConfOf(value: unknown): Promise<NetConf> {
  const { root, source } = await parseSource('net-conf.json', JSON.stringify(value));
  const { netConf, problems } = root === undefined ? { problems: [] } : checkNetConf(root, source);
  if (netConf === undefined) throw new Error(JSON.stringify(problems));
  return netConf;
}

export function carried(netConf: CarriedNetConf | undefined): NetConf | undefined {
  return netConf?.root && checkNetConf(netConf.root, netConf.source).netConf;
}
