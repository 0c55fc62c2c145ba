export const constructed = undefined as unknown as import('../source.ts').InventorySource;
