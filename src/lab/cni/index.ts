export { type Attachment, pluginPath } from './attachment.ts';
export { readCache } from './cache.ts';
export { findPlugin, pluginMissing } from './plugin.ts';
export { add, del } from './runner.ts';
