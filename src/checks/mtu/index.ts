import type { NodeCheck } from '../check.ts';
import { fragments } from './fragments.ts';
import { lowerLinks } from './lower-links.ts';
import { outerFragments } from './outer-fragments.ts';
import { pathDiscovery } from './path-discovery.ts';
import { podLinks } from './pod-links.ts';
import { reassembly } from './reassembly.ts';

export const mtuChecks: readonly NodeCheck[] = [
  podLinks,
  lowerLinks,
  outerFragments,
  pathDiscovery,
  fragments,
  reassembly,
];
