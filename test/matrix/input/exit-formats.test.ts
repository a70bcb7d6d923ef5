import { describe, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { ENDINGS, endsAlike, hasFormat } from '../../support/transactions/endings.ts';

describe('the exit status', () => {
  test.each(Object.entries(ENDINGS))(
    '%s is the same in YAML and in events, and stdout is one document by its schema, or events',
    async (exit, ending) => {
      const formats = ['yaml', 'ndjson'].filter((format) => hasFormat(ending, format));
      await endsAlike(await freshHost(), Number(exit), ending, formats);
    },
  );
});
