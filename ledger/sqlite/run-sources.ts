const findSources = `import { registerHooks } from 'node:module';
registerHooks({ resolve(name, context, next) {
  const source = name.startsWith('.') && name.endsWith('.js') && context.parentURL?.endsWith('.ts');
  return next(source ? name.slice(0, -3) + '.ts' : name, context);
} });`;

/**
 * Options for a Node process or thread that runs these sources unbuilt, as tests do: Node strips the types of a `.ts`
 * file itself, but does not look for `x.ts` where the source says `x.js`. A build never uses them.
 */
export const runSources: string[] = [
  '--no-warnings',
  '--import',
  `data:text/javascript,${encodeURIComponent(findSources)}`,
];
