import { killedAtAnyMoment } from '../../support/kill/any-moment.ts';
import { CYCLES } from '../../support/kill/cycles.ts';

killedAtAnyMoment(CYCLES.init, 0);
