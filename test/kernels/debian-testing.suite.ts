import { kernelSuite } from './suite.ts';

kernelSuite('testing');
