import type { NodeCheck } from '../check.ts';
import { uplink } from './uplink/uplink.ts';
import { vxlan } from './vxlan.ts';

export const linksChecks: readonly NodeCheck[] = [uplink, vxlan];
