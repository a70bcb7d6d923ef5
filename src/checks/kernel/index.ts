import type { NodeCheck } from '../check.ts';
import { modulesAtBoot } from './boot/modules-at-boot.ts';
import { modulesFolder } from './boot/modules-folder.ts';
import { settingsAtBoot } from './boot/settings-at-boot.ts';
import { bridgeNetfilter } from './bridge-netfilter.ts';
import { syncedClock } from './clock.ts';
import { kernel } from './kernel.ts';
import { routerAdvertisement } from './router-advertisement.ts';
import { arpIgnored } from './settings/arp-ignored.ts';
import { echoIgnored } from './settings/echo-ignored.ts';
import { ipv6Disabled } from './settings/ipv6-disabled.ts';
import { linkForwarding } from './settings/link-forwarding.ts';
import { reversePath } from './settings/reverse-path.ts';
import { sysctls } from './sysctls.ts';
import { receiveBacklog } from './tables/backlog.ts';
import { conntrackRace } from './tables/conntrack-race.ts';
import { conntrackTable } from './tables/conntrack-table.ts';
import { neighborTable } from './tables/neighbor-table.ts';
import { tools } from './tools/tools.ts';

export const kernelChecks: readonly NodeCheck[] = [
  tools,
  kernel,
  sysctls,
  linkForwarding,
  ipv6Disabled,
  arpIgnored,
  routerAdvertisement,
  bridgeNetfilter,
  modulesFolder,
  settingsAtBoot,
  modulesAtBoot,
  reversePath,
  neighborTable,
  conntrackTable,
  conntrackRace,
  receiveBacklog,
  echoIgnored,
  syncedClock,
];
