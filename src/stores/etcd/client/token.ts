import { textIn } from '../access/fields.ts';
import type { EtcdAccess } from '../access/options.ts';
import type { Members } from './member.ts';
import { CODE, isTokenRefused } from './refusal.ts';
import { EtcdRefused, hasCode } from './refusal-failure.ts';

/**
 * Does work at a member with the token of the user; once more with a new one if the work throws an EtcdRefused for the
 * token. Without a user the work has no token.
 */
type WithToken = <T>(
  endpoint: string,
  stop: AbortSignal,
  work: (token: string | undefined) => Promise<T>,
) => Promise<T>;

/** The token is kept between requests, and is good at all members. */
export function makeWithToken({ login }: EtcdAccess, members: Members): WithToken {
  let kept: { readonly token: string | undefined } | undefined;
  return async (endpoint, stop, work) => {
    if (login === undefined) return work(undefined);
    const fetched = async () => ({ token: await logIn(login, members, endpoint, stop) });
    const used = kept ?? (await fetched());
    kept = used;
    try {
      return await work(used.token);
    } catch (error) {
      if (!(error instanceof EtcdRefused && isTokenRefused(error.refusal))) throw error;
      // Meanwhile another request may have fetched a new one.
      if (kept === used) kept = await fetched();
      return work(kept.token);
    }
  };
}

/** A token; none while etcd has users turned off, which flanneld accepts, too. */
async function logIn(
  login: NonNullable<EtcdAccess['login']>,
  members: Members,
  endpoint: string,
  stop: AbortSignal,
): Promise<string | undefined> {
  const request = { endpoint, path: '/v3/auth/authenticate', body: JSON.stringify(login) };
  try {
    return textIn(await members.ask(request, stop), 'token');
  } catch (error) {
    if (hasCode(error, CODE.failedPrecondition)) return undefined;
    throw error;
  }
}
