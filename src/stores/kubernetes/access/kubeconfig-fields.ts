import path from 'node:path';
import {
  childOf,
  entryOf,
  makeReporter,
  openingOf,
  type ParsedSource,
  quote,
  type SourceNode,
} from '../../../text/index.ts';
import type { Material } from './kubeconfig-types.ts';

/** Reads typed values out of a kubeconfig, and collects what is wrong with them. An empty text counts as absent. */
export interface KubeconfigFields {
  readonly problems: ReturnType<typeof makeReporter>['problems'];
  readonly error: (at: SourceNode | undefined, message: string, hint?: string) => undefined;
  readonly text: (node: SourceNode | undefined, key: string) => string | undefined;
  readonly flag: (node: SourceNode | undefined, key: string) => boolean;
  readonly list: (node: SourceNode | undefined, key: string) => readonly SourceNode[];
  /** A path of the kubeconfig's, which is relative to its folder. */
  readonly path: (file: string) => string;
}

const isNull = (node: SourceNode | undefined): boolean =>
  node === undefined || (node.kind === 'scalar' && node.value === null);

/** @param file the kubeconfig's path */
export function kubeconfigFields({ source, root }: ParsedSource, file: string): KubeconfigFields {
  const reporter = makeReporter(source);
  const error: KubeconfigFields['error'] = (at, message, hint) => {
    const node = at ?? root;
    reporter.error(node === undefined ? { start: 0, end: 0 } : openingOf(node), message, hint);
    return undefined;
  };
  const scalar = (node: SourceNode | undefined, key: string, type: 'string' | 'boolean') => {
    const value = childOf(node, key);
    if (value === undefined || isNull(value)) return undefined;
    if (value.kind === 'scalar' && typeof value.value === type) return value.value;
    return error(value, `${key} must be ${type === 'string' ? 'a text' : 'true or false'}`);
  };
  return {
    problems: reporter.problems,
    error,
    text: (node, key) => {
      const value = scalar(node, key, 'string');
      return typeof value === 'string' && value !== '' ? value : undefined;
    },
    flag: (node, key) => scalar(node, key, 'boolean') === true,
    list: (node, key) => {
      const value = childOf(node, key);
      if (value?.kind === 'array') return value.items;
      if (!isNull(value)) error(value, `${key} must be a list`);
      return [];
    },
    path: (name) => path.resolve(path.dirname(file), name),
  };
}

/** The value of `KEY-data`, which is base64, or the file that `KEY` names; the data wins, as in kubectl. */
export function materialOf(fields: KubeconfigFields, node: SourceNode, key: string): Material | undefined {
  const data = fields.text(node, `${key}-data`);
  const named = fields.text(node, key);
  if (data === undefined) return named === undefined ? undefined : { file: fields.path(named) };
  const pem = Buffer.from(data, 'base64').toString('utf8');
  if (pem.includes('-----BEGIN ')) return { pem };
  return fields.error(childOf(node, `${key}-data`), `${key}-data is no PEM text in base64`);
}

/** Refuses keys that change whom or what the client talks to, and that flannelctl does not have. */
export function refuseKeys(
  fields: KubeconfigFields,
  node: SourceNode,
  keys: Readonly<Record<string, string>>,
): void {
  for (const [key, hint] of Object.entries(keys)) {
    const found = entryOf(node, key)?.value;
    const isUnset = isNull(found) || (found?.kind === 'scalar' && found.value === '');
    if (!isUnset) fields.error(found, `${quote(key)} is not supported`, hint);
  }
}
