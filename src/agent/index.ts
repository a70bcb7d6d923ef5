export { runAgent } from './agent.ts';
export type { AgentClock, AgentSettings, Log, LogLevel } from './settings.ts';
