import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedAnswers, recordedAnswers, writeAnswers } from '../support/apiserver/answers.ts';
import type { ApiServer } from '../support/apiserver/api-server.ts';
import { realApiServer } from '../support/apiserver/real.ts';
import { withApiServer } from '../support/apiserver/with-server.ts';

await withApiServer(() => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await realApiServer();
  });
  afterAll(async () => server?.stop());

  describe('what the unit tests take for answers of kube-apiserver', () => {
    it('is what a real one says; WRITE_FIXTURES=1 writes it again', async () => {
      const answers = await askedAnswers(server);
      if (process.env['WRITE_FIXTURES']) writeAnswers(answers);
      expect(answers).toEqual(recordedAnswers());
    });
  });
});
