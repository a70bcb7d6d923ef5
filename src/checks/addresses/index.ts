import type { NodeCheck } from '../check.ts';
import { addresses } from './addresses.ts';

export const addressesChecks: readonly NodeCheck[] = [addresses];
