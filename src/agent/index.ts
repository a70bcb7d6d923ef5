export { LOG_FORMATS, LOG_LEVELS } from './operation/log.ts';
export { chooseRemoval } from './review/choose-removal.ts';
export { isHarmful, type LeaseReview, reviewLeases } from './review/review-leases.ts';
export { type ServiceOptions, serveAgent } from './service.ts';
export type { AgentClock } from './settings.ts';
