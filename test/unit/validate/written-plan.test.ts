import { describe, expect, it } from 'vitest';
import { validateDocument } from '../../../src/validate/index.ts';
import { NET_CONF, PLAN } from '../../support/cli/plan.ts';

describe('a plan in the form in which it is written', () => {
  it('is explained where nothing is wrong with it', async () => {
    const { kind, problems, explanations } = await validateDocument('plan.json', JSON.stringify(PLAN));
    expect([kind, problems, explanations.length]).toEqual(['subnet-plan', [], 1]);
  });

  it('is told its only warning, with the place', async () => {
    const netConf = { ...NET_CONF, SubnetLenght: 25 };
    const { kind, problems } = await validateDocument('plan.json', JSON.stringify({ ...PLAN, netConf }));
    expect(kind).toBe('subnet-plan');
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining('unknown key SubnetLenght'),
        location: { file: 'plan.json', line: 1 },
      },
    ]);
  });
});
