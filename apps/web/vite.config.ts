import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

// Workspace packages are bundled from their sources: nothing has to be built before the web client.
const conditions = ['keepword-source'];

export default defineConfig({
  plugins: [
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_singleFetch: true,
        v3_throwAbortReason: true,
      },
      ignoredRouteFiles: ['**/*.test.ts'],
    }),
  ],
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: {
    noExternal: [/^@keepword\//],
    resolve: { conditions: [...conditions, 'module', 'node', 'development|production'], externalConditions: conditions },
  },
  build: { target: 'es2022', assetsInlineLimit: 0 },
});
