import type { LinkName } from '../../net/index.ts';
import { toLinkName } from '../observe/json/names.ts';
import type { KnownLinks } from './known-links.ts';
import { type Monitor, neighborMonitor } from './monitors.ts';
import type { RunningMonitor } from './run-monitor.ts';

/** The vxlan links, by what changes when one is recreated or renamed. */
const vxlanLinks = (links: KnownLinks): ReadonlyMap<string, LinkName> =>
  new Map(
    [...links].flatMap(([index, { name, type }]) => {
      const link = toLinkName(name);
      return type === 'vxlan' && link !== undefined ? [[`${index} ${link}`, link] as const] : [];
    }),
  );

/**
 * Runs a monitor for the neighbors of each vxlan link, as long as there is that link.
 * @returns takes the links that there are, and tells whether a monitor was started, when it listens
 */
export function followVxlanLinks(
  run: (monitor: Monitor) => RunningMonitor,
): (links: KnownLinks) => Promise<boolean> {
  const running = new Map<string, RunningMonitor>();
  return async (links) => {
    const wanted = vxlanLinks(links);
    for (const [key, monitor] of running) {
      if (wanted.has(key)) continue;
      monitor.stop();
      running.delete(key);
    }
    const added = [...wanted].filter(([key]) => !running.has(key));
    for (const [key, link] of added) running.set(key, run(neighborMonitor(link)));
    await Promise.all(added.map(async ([key]) => running.get(key)?.ready));
    return added.length > 0;
  };
}
