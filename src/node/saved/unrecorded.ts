import type { Problem } from '../../errors/index.ts';
import { isOurLink, listLinkNames, listLinks } from '../../host/index.ts';
import { recordFile } from './saved-node.ts';

/** The links with our mark, whatever their names: a CNI conf may name the bridge. `ip` runs only if there are links. */
async function markedLinks(): Promise<string[]> {
  if ((await listLinkNames()).every((name) => name === 'lo')) return [];
  return (await listLinks()).filter(isOurLink).flatMap(({ ifname }) => ifname ?? []);
}

/** A sentence that names links of ours without a record under this root; undefined if there are none. */
export async function unrecordedNode(root: string): Promise<string | undefined> {
  const links = await markedLinks();
  if (links.length === 0) return undefined;
  return `there are links of flannelctl's (${links.join(', ')}), but no record of this node: ${recordFile(root)} is missing`;
}

/** Warnings before a reset without a record. */
export async function unrecordedWarnings(root: string): Promise<Problem[]> {
  const message = await unrecordedNode(root);
  if (message === undefined) return [];
  const hint =
    'Is --root right? Without the record it is not known which files and settings (as net.ipv4.ip_forward) ' +
    'flannelctl made: they stay as they are.';
  return [{ severity: 'warning', message, hint }];
}
