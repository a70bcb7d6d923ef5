import { runIfInstalled } from '../exec/tool.ts';
import { readText } from '../files/files.ts';
import { askLinks } from '../observe/links/ask-links.ts';
import type { Fact } from './fact.ts';
import { runningPrograms } from './running-programs.ts';

/** A link in the care of a program, and the program's word for its state. */
export interface ManagedLink {
  readonly dev: string;
  readonly state: string;
}

/** The lines of `nmcli -t -f DEVICE,STATE device`; a colon in a name is escaped. */
export const managedByNm = (text: string): ManagedLink[] =>
  text.split('\n').flatMap((line) => {
    const [, dev, state] = /^((?:[^\\:]|\\.)+):(.+)$/.exec(line) ?? [];
    return dev === undefined || state === undefined || state === 'unmanaged'
      ? []
      : [{ dev: dev.replaceAll(/\\(.)/g, '$1'), state }];
  });

/** The links that NetworkManager does not leave alone. One of another namespace knows nothing of links here. */
export const networkManagerLinks: Fact<readonly ManagedLink[]> = {
  name: 'links of NetworkManager',
  read: async () => {
    if (!(await runningPrograms.read()).includes('NetworkManager')) return [];
    const asked = await runIfInstalled(['nmcli', '-t', '-f', 'DEVICE,STATE', 'device']);
    return managedByNm(asked?.exitCode === 0 ? asked.stdout : '');
  },
};

/** The state that systemd-networkd writes for a link; undefined for one that it leaves alone. */
export const networkdState = (text: string): string | undefined => {
  const state = /^ADMIN_STATE=(\S+)$/m.exec(text)?.[1];
  return state === 'unmanaged' ? undefined : state;
};

/** The links that systemd-networkd does not leave alone. */
export const networkdLinks: Fact<readonly ManagedLink[]> = {
  name: 'links of systemd-networkd',
  read: async () => {
    if (!(await runningPrograms.read()).includes('systemd-network')) return [];
    const found = (await askLinks()).map(async ({ ifname: dev, ifindex }): Promise<ManagedLink[]> => {
      const text = await readText(`/run/systemd/netif/links/${ifindex}`).catch(() => undefined);
      const state = networkdState(text ?? '');
      return dev === undefined || state === undefined ? [] : [{ dev, state }];
    });
    return (await Promise.all(found)).flat();
  },
};
