import type { NodeCheck } from '../check.ts';
import { peers } from './peers.ts';

export const peersChecks: readonly NodeCheck[] = [peers];
