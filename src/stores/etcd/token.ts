/** The token of a user, kept between requests. */
export interface TokenKeeper {
  /**
   * Does work with a token, fetched if there is none; once more with a new one if the work says that it was refused.
   * Without a user the work has no token.
   */
  readonly withToken: <T>(fetch: () => Promise<string | undefined>, work: TokenWork<T>) => Promise<T>;
}

export type TokenWork<T> = (token: string | undefined) => Promise<T>;

/** @param isRefused whether an error says that the token is no longer good */
export function makeTokenKeeper(isRefused: (error: unknown) => boolean): TokenKeeper {
  let kept: { readonly token: string | undefined } | undefined;
  return {
    withToken: async (fetch, work) => {
      const used = kept ?? { token: await fetch() };
      kept = used;
      try {
        return await work(used.token);
      } catch (error) {
        if (!isRefused(error)) throw error;
        // Meanwhile another request may have fetched a new one.
        if (kept === used) kept = { token: await fetch() };
        return work(kept.token);
      }
    },
  };
}
