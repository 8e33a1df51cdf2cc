/** Made by build/python-assets.ts. */
declare module 'virtual:python-assets' {
  interface Asset {
    readonly url: string;
    /** Before compression. */
    readonly sizeBytes: number;
  }
  export const runtimeUrl: string;
  export const wasm: Asset;
  export const library: Asset;
  /** JSON: our own Python by its path. */
  export const sources: Asset;
  export const lockFile: object;
}
