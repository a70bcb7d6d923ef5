import type { NodeCheck } from '../check.ts';
import { routes } from './routes.ts';
import { ways } from './ways.ts';

export const routingChecks: readonly NodeCheck[] = [routes, ways];
