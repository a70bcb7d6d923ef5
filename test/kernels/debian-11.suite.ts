import { kernelSuite } from './suite.ts';

kernelSuite('bullseye');
