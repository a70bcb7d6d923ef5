import { kernelSuite } from './suite.ts';

kernelSuite('trixie');
