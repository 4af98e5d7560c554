import type { ConsoleErasure } from '@keepword/contracts';

export const erasureStateWords: Readonly<Record<ConsoleErasure['state'], string>> = {
  'cooling-off': 'Cooling off',
  running: 'Running',
  provisional: 'Waits for recipients',
  done: 'Done',
  withdrawing: 'Being taken back',
  withdrawn: 'Taken back',
};

export const erasureStates = Object.keys(erasureStateWords) as readonly ConsoleErasure['state'][];
