import { describe } from 'vitest';
import { replay } from './replay.ts';

describe('file', () => {
  replay('o1.json');
  replay('o1b.json');
});
