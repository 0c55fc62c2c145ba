export { add } from '../../value/operators.ts';
