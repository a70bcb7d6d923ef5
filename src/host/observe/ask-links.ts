import { readList } from './json.ts';
import { linksOf } from './link-fields.ts';
import type { LinkJson } from './links.ts';

/** Links with their addresses, as `ip` lists them. */
export const askLinks = async (): Promise<LinkJson[]> =>
  readList(['ip', '-N', '-d', '-j', 'address'], linksOf);
