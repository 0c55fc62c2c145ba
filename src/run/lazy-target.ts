import type { Target } from '../target/types.ts';

/** A target that is opened when something is first asked of it: for modules that mostly need no host. */
export function lazyTarget(host: string, open: () => Promise<Target>): Target {
  let opened: Promise<Target> | undefined;
  const get = (): Promise<Target> => (opened ??= open());
  return new Proxy({} as Target, {
    get(_, name) {
      if (name === 'host') return host;
      if (name === 'kind') return 'shell';
      if (name === 'user') return '';
      if (name === 'then') return undefined;
      if (name === 'withEnvironment')
        return (env: Record<string, string>) =>
          lazyTarget(host, async () => (await get()).withEnvironment(env));
      return async (...args: unknown[]) => {
        const target = await get();
        const method = target[name as keyof Target] as (...a: unknown[]) => unknown;
        return method.apply(target, args);
      };
    },
  });
}
