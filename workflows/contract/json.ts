/** Any value that survives JSON: the only kind of value that is hashed, signed, or sent between rooms. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** `sha256:` followed by 64 lower-case hex digits. */
export type Hash = `sha256:${string}`;
