import type { NodeCheck } from '../check.ts';
import { flanneld } from './flanneld.ts';
import { service } from './service.ts';

export const coexistenceChecks: readonly NodeCheck[] = [flanneld, service];
