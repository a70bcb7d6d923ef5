export { LOG_FORMATS, LOG_LEVELS } from './operation/log.ts';
export { type ServiceOptions, serveAgent } from './service.ts';
export type { AgentClock } from './settings.ts';
