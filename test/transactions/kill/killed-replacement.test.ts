import { CYCLES } from './cycles.ts';
import { killedAtEveryKindOfMoment } from './every-moment.ts';

killedAtEveryKindOfMoment(CYCLES.replacement, 0);
