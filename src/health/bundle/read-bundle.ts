import type { CheckedNode } from '../../checks/index.ts';
import { Failure, messageOf } from '../../errors/index.ts';
import type { BundleDocument } from '../../generated/types.d.ts';
import { validateBundleDocument } from '../../generated/validators.js';
import { type Facts, inputName, readInput, recordedFacts } from '../../host/index.ts';
import { fromPlain } from './plain.ts';

/** The version of bundles that this flannelctl reads. */
const READABLE = 1;

/** A node on another machine, or at another time, by what was gathered of it. */
export interface BundledNode {
  readonly bundle: BundleDocument;
  /** The node beside its host; a Failure where the bundle has none. */
  readonly subject: CheckedNode;
  readonly facts: Facts;
}

const damaged = (file: string, reason: string, cause?: unknown): Failure =>
  new Failure('invalidConfig', `${file} is no bundle that can be read: ${reason}`, {
    hint: 'Give the file that `flannelctl gather` has written, as it was written.',
    cause,
  });

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(inputName(file), `it is not JSON (${messageOf(error)})`, error);
  }
}

function requireBundle(file: string, value: unknown): BundleDocument {
  const { kind, version } = (value ?? {}) as { readonly kind?: unknown; readonly version?: unknown };
  if (kind !== 'Bundle') throw damaged(inputName(file), 'its kind is not Bundle');
  if (typeof version === 'number' && version > READABLE)
    throw new Failure(
      'invalidConfig',
      `${inputName(file)} was gathered by a newer flannelctl: it is of version ${version}, and this one reads ${READABLE}`,
      { hint: 'Read it with the flannelctl that it was gathered by, or a newer one.' },
    );
  if (validateBundleDocument(value)) return value as BundleDocument;
  const [first] = validateBundleDocument.errors ?? [];
  throw damaged(inputName(file), `${first?.instancePath || 'the document'} ${first?.message ?? 'is wrong'}`);
}

/** Reads what `gather` wrote of a node. */
async function readBundle(file: string): Promise<BundledNode> {
  const bundle = requireBundle(file, parsed(file, await readInput(file)));
  if (bundle.node === undefined)
    throw new Failure(
      'invalidConfig',
      `${inputName(file)} has no node: ${bundle.failure?.message ?? 'it was not recorded'}`,
      {
        hint: 'Read its texts by hand; or set the node up, and gather again.',
      },
    );
  return {
    bundle,
    subject: fromPlain(bundle.node) as CheckedNode,
    facts: recordedFacts(fromPlain(bundle.facts) as Readonly<Record<string, unknown>>),
  };
}

/** Runs work on a bundle. Whatever it stumbles over is the bundle's fault: its values are not checked one by one. */
export const onBundle = async <T>(file: string, work: (node: BundledNode) => Promise<T>): Promise<T> =>
  onBundles([file], async ([node]) => work(node as BundledNode));

/** The same with the bundles of several nodes. */
export async function onBundles<T>(
  files: readonly string[],
  work: (nodes: readonly BundledNode[]) => Promise<T>,
): Promise<T> {
  const nodes: BundledNode[] = [];
  for (const file of files) nodes.push(await readBundle(file));
  try {
    return await work(nodes);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw damaged(files.map(inputName).join(' or '), messageOf(error), error);
  }
}
