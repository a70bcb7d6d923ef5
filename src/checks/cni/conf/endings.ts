/** The endings that libcni takes for a conf. */
export const CONF_ENDINGS: readonly string[] = ['.conf', '.conflist', '.json'];
