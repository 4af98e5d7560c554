import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

/** A Remix app with one paragraph: the floor that the journeys hold the studio's first paint against. Never part of the client's own build. */
export default defineConfig({
  plugins: [
    remix({
      appDirectory: 'empty-page',
      buildDirectory: 'empty-page/build',
      ignoredRouteFiles: ['**/*.css'],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_singleFetch: true,
        v3_throwAbortReason: true,
      },
    }),
  ],
  build: { target: 'es2022' },
});
