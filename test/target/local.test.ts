import { LocalTarget } from '../../src/target/local/local-target.ts';
import { targetSuite } from './suite.ts';

targetSuite(
  'LocalTarget',
  async () => new LocalTarget({ host: 'localhost', environment: process.env as Record<string, string> }),
);
