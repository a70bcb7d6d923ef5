import { killedAtAnyMoment } from './any-moment.ts';
import { CYCLES } from './cycles.ts';

killedAtAnyMoment(CYCLES.join, 1, 2);
