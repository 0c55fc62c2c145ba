export const toml = undefined as unknown as import('../source.ts').InventorySource;
