export const generator = undefined as unknown as import('../source.ts').InventorySource;
