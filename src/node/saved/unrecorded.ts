import type { Problem } from '../../errors/index.ts';
import { isOurLink, listLinkNames, listLinks } from '../../host/index.ts';
import { recordFile } from './saved-node.ts';

/** The names that links of ours are made with: flannel's, and those that bridges of pods usually have. */
const OUR_NAMES = /^(?:(?:cni|\w*br)\d+|flannel(?:-v6)?\.\d+)$/;

/** The links of this host that bear our mark. `ip` is only asked where a link has a name of ours. */
async function markedLinks(): Promise<string[]> {
  if (!(await listLinkNames()).some((name) => OUR_NAMES.test(name))) return [];
  return (await listLinks()).filter(isOurLink).flatMap(({ ifname }) => ifname ?? []);
}

/** That links of ours are there although nothing is remembered under a root; undefined if there are none. */
export async function unrecordedNode(root: string): Promise<string | undefined> {
  const links = await markedLinks();
  if (links.length === 0) return undefined;
  return `there are links of flannelctl's (${links.join(', ')}), but no record of this node: ${recordFile(root)} is missing`;
}

/** What to know before things are taken away of which there is no record. */
export async function unrecordedWarnings(root: string): Promise<Problem[]> {
  const message = await unrecordedNode(root);
  if (message === undefined) return [];
  const hint =
    'Is --root right? Without the record it is not known which files and settings (as net.ipv4.ip_forward) ' +
    'flannelctl made: they stay as they are.';
  return [{ severity: 'warning', message, hint }];
}
