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
export interface Fields {
  readonly problems: ReturnType<typeof makeReporter>['problems'];
  readonly error: (at: SourceNode | undefined, message: string, hint?: string) => undefined;
  readonly text: (node: SourceNode | undefined, key: string) => string | undefined;
  readonly flag: (node: SourceNode | undefined, key: string) => boolean;
  readonly list: (node: SourceNode | undefined, key: string) => readonly SourceNode[];
  /** The value of `KEY-data`, which is base64, or the file that `KEY` names; the data wins, as in kubectl. */
  readonly material: (node: SourceNode | undefined, key: string) => Material | undefined;
  /** A path of the kubeconfig's, which is relative to its folder. */
  readonly path: (file: string) => string;
  /** Refuses keys that change whom or what the client talks to, and that flannelctl does not have. */
  readonly refuse: (node: SourceNode | undefined, keys: Readonly<Record<string, string>>) => void;
}

/** @param file the kubeconfig's path */
export function kubeconfigFields({ source, root }: ParsedSource, file: string): Fields {
  const reporter = makeReporter(source);
  const error: Fields['error'] = (at, message, hint) => {
    const node = at ?? root;
    reporter.error(node === undefined ? { start: 0, end: 0 } : openingOf(node), message, hint);
    return undefined;
  };
  const scalar = (node: SourceNode | undefined, key: string, type: 'string' | 'boolean') => {
    const value = childOf(node, key);
    if (value === undefined || (value.kind === 'scalar' && value.value === null)) return undefined;
    if (value.kind === 'scalar' && typeof value.value === type) return value.value;
    return error(value, `${key} must be ${type === 'string' ? 'a text' : 'true or false'}`);
  };
  const text: Fields['text'] = (node, key) => {
    const value = scalar(node, key, 'string');
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const absolute = (name: string): string => path.resolve(path.dirname(file), name);
  return {
    problems: reporter.problems,
    error,
    text,
    flag: (node, key) => scalar(node, key, 'boolean') === true,
    list: (node, key) => {
      const value = childOf(node, key);
      if (value === undefined || (value.kind === 'scalar' && value.value === null)) return [];
      if (value.kind === 'array') return value.items;
      error(value, `${key} must be a list`);
      return [];
    },
    material: (node, key) => {
      const data = text(node, `${key}-data`);
      const named = text(node, key);
      if (data === undefined) return named === undefined ? undefined : { file: absolute(named) };
      const pem = Buffer.from(data, 'base64').toString('utf8');
      if (pem.includes('-----BEGIN ')) return { pem };
      return error(childOf(node, `${key}-data`), `${key}-data is no PEM text in base64`);
    },
    path: absolute,
    refuse: (node, keys) => {
      for (const [key, hint] of Object.entries(keys)) {
        const found = entryOf(node, key)?.value;
        const isUnset = found?.kind === 'scalar' && (found.value === null || found.value === '');
        if (found !== undefined && !isUnset) error(found, `${quote(key)} is not supported`, hint);
      }
    },
  };
}
