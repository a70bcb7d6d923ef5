import { behavesOn } from '../support/apiserver/behaviour.ts';
import { realApiServer } from '../support/apiserver/real.ts';
import { withApiServer } from '../support/apiserver/with-server.ts';

await withApiServer(() => behavesOn(realApiServer));
