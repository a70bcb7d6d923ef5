import { askLinks } from '../observe/links/ask-links.ts';
import type { LinkJson } from '../observe/links/links.ts';
import type { Fact } from './fact.ts';

/** Every link of this network namespace with its addresses. */
export const hostLinks: Fact<readonly LinkJson[]> = { name: 'links', read: askLinks };
