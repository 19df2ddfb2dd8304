/**
 * Runs `main.ts` unbuilt on Node's own type stripping, for tests and development: only the house's `.js` specifiers
 * need help to find their `.ts` files. A build starts `main.js` instead.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return next(source.href, context);
    }
    return next(specifier, context);
  },
});

await import(new URL('main.ts', import.meta.url).href);
