/** Stylesheets that scripts bring along: esbuild reads them (scripts/assets.js). */
declare module '*.css';
