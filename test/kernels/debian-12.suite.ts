import { kernelSuite } from './suite.ts';

kernelSuite('bookworm');
