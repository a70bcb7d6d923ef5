import { describe, expect, it } from 'vitest';
import { PREFLIGHT_CHECKS, readIgnored } from '../../../src/checks/index.ts';
import { Failure } from '../../../src/errors/index.ts';

describe('the preflight checks to ignore', () => {
  it('are those named, in any case and with blanks around', () => {
    const [name = '', other = ''] = PREFLIGHT_CHECKS;
    const isIgnored = readIgnored([` ${name.toUpperCase()} `]);
    expect([isIgnored(name), isIgnored(other)]).toEqual([true, false]);
  });

  it('are all of them by the name all, and none without a name', () => {
    expect(PREFLIGHT_CHECKS.filter((name) => !readIgnored(['All'])(name))).toEqual([]);
    expect(PREFLIGHT_CHECKS.filter((name) => readIgnored([])(name))).toEqual([]);
  });

  it('have to be checks that there are', () => {
    const [name = ''] = PREFLIGHT_CHECKS;
    const read = (): unknown => readIgnored([name, 'Swap', 'Cpu']);
    expect(read).toThrow(Failure);
    expect(read).toThrow('there is no preflight check named Swap, Cpu');
  });
});
