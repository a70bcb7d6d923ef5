import { runIfInstalled } from '../exec/tool.ts';
import type { Fact } from './fact.ts';

/** Whether the clock is kept right by other clocks; null if systemd does not say. */
export const clockIsSynchronized: Fact<boolean | null> = {
  name: 'clock is synchronized',
  read: async () => {
    const asked = await runIfInstalled(['timedatectl', 'show', '--property=NTPSynchronized', '--value']);
    const said = asked?.exitCode === 0 ? asked.stdout.trim() : '';
    return said === 'yes' ? true : said === 'no' ? false : null;
  },
};
