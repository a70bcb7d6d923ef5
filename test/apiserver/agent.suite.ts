import { agentFollows } from '../support/agent/kube-behaviour.ts';
import { realApiServer } from '../support/apiserver/real.ts';

agentFollows(realApiServer);
