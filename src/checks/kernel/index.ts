import type { NodeCheck } from '../check.ts';
import { kernel } from './kernel.ts';
import { routerAdvertisement } from './router-advertisement.ts';
import { sysctls } from './sysctls.ts';
import { tools } from './tools/tools.ts';

export const kernelChecks: readonly NodeCheck[] = [tools, kernel, sysctls, routerAdvertisement];
