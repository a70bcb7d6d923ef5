import { CYCLES } from './cycles.ts';
import { killedAtEveryMoment } from './every-moment.ts';

killedAtEveryMoment(CYCLES.replacement);
