import path from 'node:path';
import { CNI_CONF, SUBNET_ENV, type SubnetEnvFamily, subnetEnvText } from '../../flannel/index.ts';
import type { FamilyName } from '../../net/index.ts';
import type { FileObject } from '../../state/index.ts';
import type { BackendInput } from '../base/input.ts';

/** Every folder above a file, outermost first. */
export function foldersAbove(file: string): string[] {
  const folder = path.dirname(file);
  return folder === '/' ? [] : [...foldersAbove(folder), folder];
}

/** A folder as an object of the host. */
export const directory = (folder: string): FileObject => ({
  kind: 'file',
  type: 'directory',
  path: folder,
  mode: 0o755,
  content: '',
});

/** A file that every user may read. */
export const textFile = (name: string, content: string): FileObject => ({
  kind: 'file',
  type: 'file',
  path: name,
  mode: 0o644,
  content,
});

/** The values of a node's families for CNI plugins. */
export const subnetsOf = ({
  families,
}: Pick<BackendInput, 'families'>): { readonly [F in FamilyName]?: SubnetEnvFamily } =>
  Object.fromEntries(
    families.map(({ name, network: { network }, own: { subnet } }) => [name, { network, subnet }]),
  );

/** The CNI conf and subnet.env, with the folders above them: missing ones are created, and are then ours to delete. */
export function fileObjects(input: BackendInput, mtu: number): FileObject[] {
  const { subnetFile = SUBNET_ENV } = input;
  const folders = new Set([CNI_CONF, subnetFile].flatMap(foldersAbove));
  return [
    ...[...folders].map(directory),
    { ...textFile(CNI_CONF, input.cniConf), like: 'conflist' },
    {
      ...textFile(subnetFile, subnetEnvText({ ...subnetsOf(input), mtu, ipMasq: input.ipMasq })),
      like: 'subnet.env',
      ready: true,
    },
  ];
}
