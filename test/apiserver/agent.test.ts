import { agentFollows } from '../support/agent/kube-behaviour.ts';
import { realApiServer } from '../support/apiserver/real.ts';
import { withApiServer } from '../support/apiserver/with-server.ts';

await withApiServer(() => agentFollows(realApiServer));
