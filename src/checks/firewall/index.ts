import type { NodeCheck } from '../check.ts';
import { firewall } from './firewall.ts';
import { ruleEngine } from './rule-engine.ts';

export const firewallChecks: readonly NodeCheck[] = [ruleEngine, firewall];
