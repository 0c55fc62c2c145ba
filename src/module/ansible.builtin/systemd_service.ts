export { default } from './systemd.ts';
